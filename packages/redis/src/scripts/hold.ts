import { script, type Script } from './script.js';
import { TICKETS } from './ticket.js';

/**
 * Ends leases and sets their tasks aside. ARGV: tickets. Answers the verdicts: a digit each, 0 done, else
 * as `lives` says. The order of holding is counted on with the order of putting.
 */
export const hold: Script = script(
  'hold',
  ['tasks', 'past', 'reserved', 'held', 'meta'],
  ['seq'],
  `${TICKETS}
local verdicts, leases = {}, {}
for i, ticket in ipairs(ARGV) do
  local alive, why = lives(tasks, past, reserved, ticket)
  verdicts[i] = alive and '0' or why
  if alive then leases[#leases + 1] = ticket end
end
if #leases > 0 then
  local seq, entries = math.max(tonumber(about[2] or 0), us - 1), {}
  for _, ticket in ipairs(noteEnds(past, leases, 0)) do
    seq = seq + 1
    entries[#entries + 1] = whole(seq)
    entries[#entries + 1] = ticket
  end
  call('ZADD', held, unpack(entries))
  call('HSET', meta, 'seq', whole(seq))
  call('ZREM', reserved, unpack(leases))
end
return table.concat(verdicts)
`,
);
