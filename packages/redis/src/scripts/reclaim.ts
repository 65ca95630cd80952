import { WHOLE } from './clock.js';
import { NUMBERS, PRIORITIES } from './numbers.js';
import { ADD_READY } from './ready.js';
import { BETWEEN } from './take.js';
import { TICKETS } from './ticket.js';

/**
 * Takes back what a call of the same adapter gave whose answer never arrived, so that it need not
 * lapse: `last` has that call's number, then deadlines and tickets.
 */
export const RECLAIM: string = `
local function reclaim(past, ready, reserved, wake, last, number)
  ${NUMBERS}${PRIORITIES}${WHOLE}${TICKETS}${ADD_READY}
  local kept, isTicket, tickets = call('GET', last), false, {}
  if not kept or string.match(kept, '^%d+') ~= number then return end
  for text in string.gmatch(string.sub(kept, #number + 1), '[^${BETWEEN}]+') do
    if isTicket and call('ZSCORE', reserved, text) then tickets[#tickets + 1] = text end
    isTicket = not isTicket
  end
  if #tickets == 0 then return end
  addReady(ready, noteEnds(past, tickets, 0))
  call('ZREM', reserved, unpack(tickets))
  call('ZADD', wake, '0', '1')
end
`;
