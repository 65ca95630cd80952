/** Reserves the first ready tasks. Needs TICKETS and READY. */
export const TAKE = `
-- Once the bodies given reach this many bytes no more are read.
local ENOUGH = 4194304

-- Longer than what Redis keeps in its compact encoding, in which every change searches all members.
local SPREAD = string.rep('-', 72)

-- Adds ticket and row of each task to 'given'; answers how many.
local function take(tasks, ready, reserved, meta, about, max, given)
  local count, bytes, ttr, deadline = 0, 0, nil, nil
  while count < max and bytes < ENOUGH do
    local found = look(ready, about.large and 1 or max - count, about.holes)
    if found.members == 0 then
      if about.holes then call('HDEL', meta, 'holes') end
      break
    end
    local rows, leases = call('HMGET', tasks, unpack(found.ids)), {}
    for k, row in ipairs(rows) do
      local ticket = ticketAt(found, k, row)
      if ticket then
        local own = sub(row, 12, 17)
        if own ~= ttr then ttr, deadline = own, whole(from + number('>I6', own)) end
        leases[#leases + 1] = deadline
        leases[#leases + 1] = ticket
        given[#given + 1] = ticket
        given[#given + 1] = row
        count = count + 1
        bytes = bytes + #row
      end
    end
    if not about.spread then
      call('ZADD', reserved, 'inf', SPREAD)
      call('HSET', meta, 'spread', 1)
      about.spread = true
    end
    if #leases > 0 then call('ZADD', reserved, unpack(leases)) end
    cutReady(ready, found)
  end
  return count
end
`;
