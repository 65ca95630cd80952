/**
 * A ticket names one stay of a task in `delayed`, `reserved` or `held`: put order (8 bytes),
 * priority (5), ends (4), id. `ends` counts the leases on the task that ended other than by
 * complete, so no ticket comes twice; that of a reserved task is its lease's token. Tickets sort by
 * put order.
 *
 * A task's row in `tasks` is put order, priority, ttr in ms (6), body, and never changes. What does
 * is in `past`, for tasks that were reserved before: put order, priority, ends, lapses (4).
 *
 * Needs NUMBERS.
 */
export const TICKETS = `
local function idOf(ticket) return sub(ticket, 18) end

-- The ticket of the same task after this lease's end.
local function ended(ticket)
  return sub(ticket, 1, 13) .. four(readFour(ticket, 14) + 1) .. sub(ticket, 18)
end

-- The ticket that the task has now, wherever it is; false if there is no such task.
local function ticketOf(tasks, past, id)
  local entry = call('HGET', past, id)
  if entry then return sub(entry, 1, 17) .. id end
  local row = call('HGET', tasks, id)
  return row and sub(row, 1, 13) .. '\\0\\0\\0\\0' .. id
end

-- Notes in 'past' that leases ended, 'lapsed' being 1 if by themselves; answers the new tickets.
local function noteEnds(past, tickets, lapsed)
  local ids, entries, new = {}, {}, {}
  for i, ticket in ipairs(tickets) do ids[i] = idOf(ticket) end
  local before = call('HMGET', past, unpack(ids))
  for i, ticket in ipairs(tickets) do
    local lapses = before[i] and readFour(before[i], 18) or 0
    new[i] = ended(ticket)
    entries[2 * i - 1] = ids[i]
    entries[2 * i] = sub(new[i], 1, 17) .. four(lapses + lapsed)
  end
  call('HSET', past, unpack(entries))
  return new
end
`;

/** Needs NUMBERS, CLOCK and TICKETS. */
export const LIVES = `
-- Whether the lease lives, then why not: '2' if it lapsed or was never known here, '1' if it was ended.
local function lives(tasks, past, reserved, ticket)
  local deadline = call('ZSCORE', reserved, ticket)
  if deadline then return tonumber(deadline) > now, '2' end
  return false, ticketOf(tasks, past, idOf(ticket)) == ticket and '2' or '1'
end
`;

/** Deletes tasks by their tickets; answers how many there were. */
export const FORGET = `
local function forget(tasks, past, tickets)
  local ids, returned = {}, {}
  for i = 1, #tickets do
    local ticket = tickets[i]
    local id = sub(ticket, 18)
    ids[i] = id
    if sub(ticket, 14, 17) ~= '\\0\\0\\0\\0' then returned[#returned + 1] = id end
  end
  if #returned > 0 then call('HDEL', past, unpack(returned)) end
  return call('HDEL', tasks, unpack(ids))
end
`;
