import { ABOUT } from './about.js';
import { CLOCK } from './clock.js';
import { LOOK, SWEEP } from './look.js';
import { type Script, script } from './script.js';
import { ENOUGH_BYTES } from './take.js';

/**
 * Shows tasks of one state. ARGV: state, how many of it to pass over, how many to show. Answers how
 * many of those asked for it passed or showed; 1 if something must become ready first: ask again;
 * then token, row and milliseconds left of each.
 */
export const peek: Script = script(
  'peek',
  ['tasks', 'past', 'ready', 'delayed', 'reserved', 'held', 'meta'],
  `${ABOUT}${CLOCK}${LOOK}${SWEEP}
local state, offset, count = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
if sweep(past, ready, delayed, reserved) then return { 0, 1 } end

local ids, heads, orders, tokens, left, _ = {}, {}, {}, {}, {}, nil
if state == 'ready' then
  ids, _, _, _, heads, orders = look(ready, offset + count, string.find(about or '', 'h', 1, true))
else
  local list
  if state == 'held' then
    list = call('ZRANGE', held, offset, offset + count - 1, 'WITHSCORES')
  else
    local key = state == 'delayed' and delayed or reserved
    list = call('ZRANGEBYSCORE', key, '(' .. nowText, '(inf', 'WITHSCORES', 'LIMIT', offset, count)
  end
  for i = 1, #list, 2 do
    local k = offset + (i + 1) / 2
    tokens[k], ids[k], left[k] = list[i], sub(list[i], 18), list[i + 1] - now
  end
end

local answer, shown, bytes = { 0, 0 }, 0, 0
for k = offset + 1, offset + count do
  if not ids[k] or bytes >= ${ENOUGH_BYTES} then break end
  local row = call('HGET', tasks, ids[k])
  if isThere(row, heads[k], orders[k]) then
    answer[#answer + 1] = tokens[k] or (heads[k] or sub(row, 1, 13) .. '\\0\\0\\0\\0') .. ids[k]
    answer[#answer + 1] = row
    answer[#answer + 1] = left[k] or 0
    bytes = bytes + #row
  end
  shown = shown + 1
end
answer[1] = shown
return answer
`,
);
