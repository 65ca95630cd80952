import { ABOUT } from './about.js';
import { ADD_DELAYED, CLOCK, RING, WHOLE } from './clock.js';
import { type Script, script } from './script.js';
import { ADD_READY, LIVES, NUMBERS, PRIORITIES, TOKENS } from './token.js';

/**
 * Ends leases and makes their tasks ready or delayed. ARGV: token, delay and priority (or nothing)
 * of each. Answers the verdicts: a digit each, 0 done, else as `lives` says.
 */
export const retry: Script = script(
  'retry',
  ['tasks', 'past', 'ready', 'delayed', 'reserved', 'meta', 'wake'],
  `${ABOUT}${CLOCK}${WHOLE}${NUMBERS}${PRIORITIES}${TOKENS}${LIVES}${ADD_READY}${RING}${ADD_DELAYED}
local verdicts, leases, changed, delays = {}, {}, {}, {}
for i = 1, #ARGV, 3 do
  local token, priority = ARGV[i], ARGV[i + 2]
  local alive, why = lives(tasks, past, reserved, token)
  verdicts[#verdicts + 1] = alive and '0' or why
  if alive then
    leases[#leases + 1] = token
    delays[#leases] = tonumber(ARGV[i + 1])
    if priority ~= '' then token = sub(token, 1, 8) .. five(priority) .. sub(token, 14) end
    changed[#leases] = token
  end
end
if #leases > 0 then
  local atOnce, waits, soonest = {}, {}, math.huge
  for k, token in ipairs(noteEnds(past, changed, 0)) do
    local delay = delays[k]
    if delay == 0 then
      atOnce[#atOnce + 1] = token
    else
      waits[#waits + 1] = whole(from + delay)
      waits[#waits + 1] = token
      soonest = math.min(soonest, delay)
    end
  end
  if #waits > 0 then addDelayed(delayed, wake, waits, soonest) end
  if #atOnce > 0 then
    addReady(ready, atOnce)
    ring(wake)
  end
  call('ZREM', reserved, unpack(leases))
end
return table.concat(verdicts)
`,
);
