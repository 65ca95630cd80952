/**
 * A member of `ready`, scored by priority, is a run of tasks put one after the other: put order of
 * the first (8 bytes), ends (4), length and text of what all ids begin with, and of what they end
 * with, then length and text of each id's rest. What comes back is a run of one. Runs of one
 * priority never overlap, so their order is the order of putting. Removing a ready task leaves a
 * hole in its run.
 *
 * Needs NUMBERS, PRIORITIES and WHOLE.
 */
export const ADD_READY = `
local function runOf(ticket)
  return sub(ticket, 1, 8) .. sub(ticket, 14, 17) .. '\\0\\0' .. char(#ticket - 17) .. sub(ticket, 18)
end

local function addReady(ready, tickets)
  local members = {}
  for i, ticket in ipairs(tickets) do
    members[2 * i - 1] = whole(readFive(ticket, 9))
    members[2 * i] = runOf(ticket)
  end
  call('ZADD', ready, unpack(members))
end
`;
