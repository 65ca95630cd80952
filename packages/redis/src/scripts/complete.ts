import { MARK } from './about.js';
import { WHOLE } from './clock.js';
import { NUMBERS, PRIORITIES } from './numbers.js';
import { ADD_READY } from './ready.js';
import { TICKETS } from './ticket.js';

/**
 * Deletes tasks by the tickets of their leases. A lease that has lapsed still counts while nobody
 * took its task since. Needs FORGET.
 */
export const COMPLETE: string = `
-- '' if all are done, else a digit for each: 0 done, 1 its lease was ended before.
local function complete(tasks, past, ready, reserved, meta, tickets)
  if call('ZREM', reserved, unpack(tickets)) == #tickets then
    forget(tasks, past, tickets)
    return ''
  end
  ${MARK}${WHOLE}${NUMBERS}${PRIORITIES}${TICKETS}${ADD_READY}
  mark(meta, 'h')
  local verdicts = {}
  for i, ticket in ipairs(tickets) do
    local current, lapsed = ticketOf(tasks, past, idOf(ticket)), ended(ticket)
    local counts = current == ticket or current == lapsed and call('ZREM', ready, runOf(lapsed)) == 1
    if counts then forget(tasks, past, { ticket }) end
    verdicts[i] = counts and '0' or '1'
  end
  return table.concat(verdicts)
end
`;
