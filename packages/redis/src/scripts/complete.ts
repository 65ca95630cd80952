/**
 * Deletes tasks by the tickets of their leases. A lease that has lapsed still counts while nobody took
 * its task since. Needs TICKETS and READY.
 */
export const COMPLETE = `
-- Asked after the ticket was taken out of 'reserved', if it was there.
local function counts(tasks, past, ready, ticket)
  local current = ticketOf(tasks, past, idOf(ticket))
  if current == ticket then return true end
  local lapsed = ended(ticket)
  return current == lapsed and call('ZREM', ready, runOf(lapsed)) == 1
end

-- '' if all are done, else a digit for each: 0 done, 1 its lease was ended before.
local function complete(tasks, past, ready, reserved, meta, tickets)
  if call('ZREM', reserved, unpack(tickets)) == #tickets then
    forget(tasks, past, tickets)
    return ''
  end
  call('HSET', meta, 'holes', 1)
  local verdicts = {}
  for i, ticket in ipairs(tickets) do
    local done = counts(tasks, past, ready, ticket)
    if done then forget(tasks, past, { ticket }) end
    verdicts[i] = done and '0' or '1'
  end
  return table.concat(verdicts)
end
`;
