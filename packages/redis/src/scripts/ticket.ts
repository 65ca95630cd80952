/**
 * A ticket names one stay of a task in `delayed`, `reserved` or `held`: put order (7 bytes), priority (4),
 * ends (4), id. `ends` counts the leases on the task that ended other than by complete, so no ticket comes
 * twice; that of a reserved task is its lease's token. Numbers are big-endian: tickets sort by put order.
 *
 * A task's row in `tasks` is put order, priority, ttr in ms (6), body, and never changes. What does is in
 * `past`, for tasks that were reserved before: put order, priority, ends, lapses (4).
 */
export const TICKETS = `
local NEVER = '\\0\\0\\0\\0'

local function idOf(ticket) return sub(ticket, 16) end
local function priorityOf(ticket) return whole(number('>I4', ticket, 8)) end

-- The ticket of the same task after this lease's end.
local function ended(ticket)
  return sub(ticket, 1, 11) .. pack('>I4', number('>I4', ticket, 12) + 1) .. sub(ticket, 16)
end

-- The ticket that the task has now, wherever it is; false if there is no such task.
local function ticketOf(tasks, past, id)
  local entry = call('HGET', past, id)
  if entry then return sub(entry, 1, 15) .. id end
  local row = call('HGET', tasks, id)
  return row and sub(row, 1, 11) .. NEVER .. id
end

-- Notes in 'past' that leases ended, 'lapsed' being 1 if by themselves; answers the new tickets.
local function noteEnds(past, tickets, lapsed)
  local ids, entries, new = {}, {}, {}
  for i, ticket in ipairs(tickets) do ids[i] = idOf(ticket) end
  local before = call('HMGET', past, unpack(ids))
  for i, ticket in ipairs(tickets) do
    local lapses = before[i] and number('>I4', before[i], 16) or 0
    new[i] = ended(ticket)
    entries[2 * i - 1] = ids[i]
    entries[2 * i] = sub(new[i], 1, 15) .. pack('>I4', lapses + lapsed)
  end
  call('HSET', past, unpack(entries))
  return new
end

-- Whether the lease lives, then why not: '2' if it lapsed or was never known here, '1' if it was ended.
local function lives(tasks, past, reserved, ticket)
  local deadline = call('ZSCORE', reserved, ticket)
  if deadline then return tonumber(deadline) > now, '2' end
  return false, ticketOf(tasks, past, idOf(ticket)) == ticket and '2' or '1'
end

local function forget(tasks, past, tickets)
  local ids, returned = {}, {}
  for i, ticket in ipairs(tickets) do
    ids[i] = idOf(ticket)
    if sub(ticket, 12, 15) ~= NEVER then returned[#returned + 1] = ids[i] end
  end
  local deleted = call('HDEL', tasks, unpack(ids))
  if #returned > 0 then call('HDEL', past, unpack(returned)) end
  return deleted
end
`;
