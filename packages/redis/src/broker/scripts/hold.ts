import { ABOUT } from './about.js';
import { CLOCK, WHOLE } from './clock.js';
import { type Script, script } from './script.js';
import { LIVES, NUMBERS, TOKENS } from './token.js';

/**
 * Ends leases and sets their tasks aside. ARGV: tokens. Answers the verdicts: a digit each, 0
 * done, else as `lives` says. The order of holding is counted together with the order of putting.
 */
export const hold: Script = script(
  'hold',
  ['tasks', 'past', 'reserved', 'held', 'meta'],
  `${ABOUT}${CLOCK}${WHOLE}${NUMBERS}${TOKENS}${LIVES}
local verdicts, leases = {}, {}
for i, token in ipairs(ARGV) do
  local alive, why = lives(tasks, past, reserved, token)
  verdicts[i] = alive and '0' or why
  if alive then leases[#leases + 1] = token end
end
if #leases > 0 then
  local seq, entries = call('HINCRBY', meta, 'seq', #leases) - #leases, {}
  for k, token in ipairs(noteEnds(past, leases, 0)) do
    entries[#entries + 1] = whole(seq + k)
    entries[#entries + 1] = token
  end
  call('ZADD', held, unpack(entries))
  call('ZREM', reserved, unpack(leases))
end
return table.concat(verdicts)
`,
);
