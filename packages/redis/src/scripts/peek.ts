import { READY } from './ready.js';
import { script, type Script } from './script.js';
import { SWEEP } from './sweep.js';
import { TAKE } from './take.js';
import { TICKETS } from './ticket.js';

/**
 * Shows tasks of one state. ARGV: state, how many of it to pass over, how many to show. Answers how many
 * it passed or showed of those asked for; 1 if something must become ready first: ask again; then
 * ticket, row and milliseconds left of each.
 */
export const peek: Script = script(
  'peek',
  ['tasks', 'past', 'ready', 'delayed', 'reserved', 'held', 'meta'],
  ['large', 'holes'],
  `${TICKETS}${READY}${SWEEP}${TAKE}
local state, offset, count = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
if sweep(past, ready, delayed, reserved) then return { 0, 1 } end

local tickets, left, found = {}, {}, nil
if state == 'ready' then
  found = look(ready, offset + count, about[3])
elseif state == 'held' then
  tickets = call('ZRANGE', held, offset, offset + count - 1)
else
  local key = state == 'delayed' and delayed or reserved
  local list = call('ZRANGEBYSCORE', key, '(' .. whole(now), '(inf', 'WITHSCORES', 'LIMIT', offset, count)
  for i = 1, #list, 2 do
    tickets[#tickets + 1] = list[i]
    left[#tickets] = list[i + 1] - now
  end
end

local answer, shown, bytes = { 0, 0 }, 0, 0
for k = 1, count do
  local at = offset + k
  local id = found and found.ids[at] or tickets[k] and idOf(tickets[k])
  if not id or bytes >= ENOUGH then break end
  local row = call('HGET', tasks, id)
  local ticket = tickets[k] or ticketAt(found, at, row)
  if ticket and row then
    answer[#answer + 1] = ticket
    answer[#answer + 1] = row
    answer[#answer + 1] = left[k] or 0
    bytes = bytes + #row
  end
  shown = k
end
answer[1] = shown
return answer
`,
);
