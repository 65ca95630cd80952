import { ABOUT, MARK } from './about.js';
import { CLOCK, WHOLE } from './clock.js';
import { NUMBERS, PRIORITIES } from './numbers.js';
import { ADD_READY } from './ready.js';
import { script, type Script } from './script.js';
import { TICKETS } from './ticket.js';

/** Deletes tasks. ARGV: ids. Answers a digit each: 0 done, 1 not found, 2 reserved. */
export const remove: Script = script(
  'remove',
  ['tasks', 'past', 'ready', 'delayed', 'reserved', 'held', 'meta'],
  `${ABOUT}${MARK}${CLOCK}${WHOLE}${NUMBERS}${PRIORITIES}${TICKETS}${ADD_READY}
local verdicts = {}
for i, id in ipairs(ARGV) do
  local ticket = ticketOf(tasks, past, id)
  local deadline = ticket and call('ZSCORE', reserved, ticket)
  if not ticket then
    verdicts[i] = '1'
  elseif deadline and tonumber(deadline) > now then
    verdicts[i] = '2'
  else
    local found = deadline and call('ZREM', reserved, ticket) == 1
      or call('ZREM', delayed, ticket) == 1
      or call('ZREM', held, ticket) == 1
      or call('ZREM', ready, runOf(ticket)) == 1
    if not found then mark(meta, 'h') end
    call('HDEL', tasks, id)
    call('HDEL', past, id)
    verdicts[i] = '0'
  end
end
return table.concat(verdicts)
`,
);
