/**
 * A member of `ready`, scored by priority, is a run of tasks put one after the other: put order of the
 * first (7 bytes), ends (4), length and text of what all ids begin with, and of what they end with, then
 * length and text of each id's rest. What comes back is a run of one. Runs of one priority never overlap,
 * so their order is the order of putting. Removing a ready task leaves a hole in its run. Needs TICKETS.
 */
export const READY = `
local function runOf(ticket)
  return sub(ticket, 1, 7) .. sub(ticket, 12, 15) .. '\\0\\0' .. char(#ticket - 15) .. sub(ticket, 16)
end

local function addReady(ready, tickets)
  local members = {}
  for i, ticket in ipairs(tickets) do
    members[2 * i - 1] = priorityOf(ticket)
    members[2 * i] = runOf(ticket)
  end
  call('ZADD', ready, unpack(members))
end

-- Adds the ids of a run to 'found' up to 'max'; answers what is left of the run, if anything.
local function readRun(run, priority, max, found)
  local ids, at = found.ids, 12
  local order, ends = number('>I7', run), sub(run, 8, 11)
  local size = byte(run, at)
  local beginning = sub(run, at + 1, at + size)
  at = at + size + 1
  size = byte(run, at)
  local ending, body = sub(run, at + 1, at + size), at + size + 1
  at = body
  while at <= #run do
    local k = #ids + 1
    if k > max then
      return pack('>I7', order) .. sub(run, 8, body - 1) .. sub(run, at)
    end
    size = byte(run, at)
    ids[k] = beginning .. sub(run, at + 1, at + size) .. ending
    if ends ~= NEVER then
      found.heads[k] = sub(run, 1, 7) .. pack('>I4', priority) .. ends
    elseif found.holes then
      found.orders[k] = pack('>I7', order)
    end
    order = order + 1
    at = at + size + 1
  end
end

-- The first tasks of 'ready': their ids and how many members they are in ('members'). The beginning of a
-- ticket is in 'heads' where the row alone does not tell it; the put order is in 'orders' if there may be
-- 'holes'; 'rest' is what is left of the last run, 'priority' that run's.
local function look(ready, max, holes)
  local found = { ids = {}, heads = {}, orders = {}, members = 0, holes = holes }
  local step = 1
  while #found.ids < max do
    local list = call('ZRANGE', ready, found.members, found.members + step - 1, 'WITHSCORES')
    if #list == 0 then break end
    for i = 1, #list, 2 do
      found.members = found.members + 1
      found.rest = readRun(list[i], list[i + 1], max, found)
      if #found.ids == max then
        found.priority = list[i + 1]
        break
      end
    end
    step = ceil((max - #found.ids) * found.members / #found.ids)
  end
  return found
end

-- The ticket of the k-th task found, if its row is that of the task which was put into the run.
local function ticketAt(found, k, row)
  local head = found.heads[k]
  local order = head and sub(head, 1, 7) or found.orders[k]
  if not row or order and order ~= sub(row, 1, 7) then return end
  return (head or sub(row, 1, 11) .. NEVER) .. found.ids[k]
end

local function cutReady(ready, found)
  if found.rest then call('ZADD', ready, found.priority, found.rest) end
  call('ZREMRANGEBYRANK', ready, 0, found.members - 1)
end
`;
