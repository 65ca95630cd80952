import { WHOLE } from './clock.js';
import { NUMBERS, PRIORITIES } from './numbers.js';
import { ADD_READY } from './ready.js';
import { TICKETS } from './ticket.js';

/**
 * Makes ready what is due and what has lapsed, at most SLICE each; answers whether there may be
 * more. Needs CLOCK.
 */
export const SWEEP: string = `
local SLICE = 100

local function sweep(past, ready, delayed, reserved)
  local due = call('ZRANGEBYSCORE', delayed, '-inf', nowText, 'LIMIT', '0', '100')
  local lapsed = call('ZRANGEBYSCORE', reserved, '-inf', nowText, 'LIMIT', '0', '100')
  if #due == 0 and #lapsed == 0 then return false end
  ${NUMBERS}${PRIORITIES}${WHOLE}${TICKETS}${ADD_READY}
  if #due > 0 then
    addReady(ready, due)
    call('ZREMRANGEBYRANK', delayed, 0, #due - 1)
  end
  if #lapsed > 0 then
    addReady(ready, noteEnds(past, lapsed, 1))
    call('ZREMRANGEBYRANK', reserved, 0, #lapsed - 1)
  end
  return #due == SLICE or #lapsed == SLICE
end
`;
