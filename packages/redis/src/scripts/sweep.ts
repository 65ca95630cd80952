/**
 * Makes ready what is due and what has lapsed, at most SLICE each; answers whether there may be more.
 * Needs TICKETS and READY.
 */
export const SWEEP = `
local SLICE = 100

local function sweep(past, ready, delayed, reserved)
  local due = call('ZRANGEBYSCORE', delayed, '-inf', now, 'LIMIT', 0, SLICE)
  if #due > 0 then
    addReady(ready, due)
    call('ZREMRANGEBYRANK', delayed, 0, #due - 1)
  end
  local lapsed = call('ZRANGEBYSCORE', reserved, '-inf', now, 'LIMIT', 0, SLICE)
  if #lapsed > 0 then
    addReady(ready, noteEnds(past, lapsed, 1))
    call('ZREMRANGEBYRANK', reserved, 0, #lapsed - 1)
  end
  return #due == SLICE or #lapsed == SLICE
end
`;
