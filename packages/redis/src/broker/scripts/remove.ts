import { ABOUT, MARK } from './about.js';
import { CLOCK, WHOLE } from './clock.js';
import { type Script, script } from './script.js';
import { ADD_READY, NUMBERS, PRIORITIES, TOKENS } from './token.js';

/** Deletes tasks. ARGV: ids. Answers a digit each: 0 done, 1 not found, 2 reserved. */
export const remove: Script = script(
  'remove',
  ['tasks', 'past', 'ready', 'delayed', 'reserved', 'held', 'meta'],
  `${ABOUT}${MARK}${CLOCK}${WHOLE}${NUMBERS}${PRIORITIES}${TOKENS}${ADD_READY}
local verdicts = {}
for i, id in ipairs(ARGV) do
  local token = tokenOf(tasks, past, id)
  local deadline = token and call('ZSCORE', reserved, token)
  if not token then
    verdicts[i] = '1'
  elseif deadline and tonumber(deadline) > now then
    verdicts[i] = '2'
  else
    local found = deadline and call('ZREM', reserved, token) == 1
      or call('ZREM', delayed, token) == 1
      or call('ZREM', held, token) == 1
      or call('ZREM', ready, runOf(token)) == 1
    if not found then mark(meta, 'h') end
    call('HDEL', tasks, id)
    call('HDEL', past, id)
    verdicts[i] = '0'
  end
end
return table.concat(verdicts)
`,
);
