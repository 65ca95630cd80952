import { READY } from './ready.js';
import { script, type Script } from './script.js';
import { TICKETS } from './ticket.js';
import { WAKE } from './wake.js';

/**
 * Stores new tasks; those whose id exists stay as they are.
 *
 * ARGV: 1 if a body is large, else 0; then groups of tasks that follow each other with the same numbers:
 * priority, delay, ttr, how many letters all ids begin with and end with in common, count of tasks; then
 * id and body of each. Answers how many are new.
 */
export const put: Script = script(
  'put',
  ['tasks', 'ready', 'delayed', 'meta', 'wake'],
  ['seq'],
  `${TICKETS}${WAKE}
local LONGEST_RUN = 64

-- Calls 'each' with the place of a group's numbers in ARGV and of its last task.
local function overGroups(each)
  local a = 2
  while ARGV[a] do
    local last = a + 5 + 2 * tonumber(ARGV[a + 5])
    each(a, last)
    a = last + 1
  end
end

local ids = {}
overGroups(function(a, last)
  for i = a + 6, last, 2 do ids[#ids + 1] = ARGV[i] end
end)
local known = call('HMGET', tasks, unpack(ids))

-- Above all that was ever given out, also after the server lost its last writes.
local seq = math.max(tonumber(about[2] or 0), us - 1)
local n, rows, runs, waits, soonest, seen = 0, {}, {}, {}, nil, {}

overGroups(function(a, last)
  local priority, delay = ARGV[a], tonumber(ARGV[a + 1])
  local head, due = pack('>I4I6', priority, ARGV[a + 2]), whole(from + delay)
  local same, sameEnd = tonumber(ARGV[a + 3]), tonumber(ARGV[a + 4])
  local id = ARGV[a + 6]
  local shared = NEVER .. char(same) .. sub(id, 1, same) .. char(sameEnd) .. sub(id, #id - sameEnd + 1)
  local run, length = {}, 0
  local function endRun()
    if length == 0 then return end
    runs[#runs + 1] = priority
    runs[#runs + 1] = table.concat(run)
    run, length = {}, 0
  end
  for i = a + 6, last, 2 do
    id, n = ARGV[i], n + 1
    if not known[n] and not seen[id] then
      seen[id] = true
      seq = seq + 1
      local order = pack('>I7', seq)
      rows[#rows + 1] = id
      rows[#rows + 1] = order .. head .. ARGV[i + 1]
      if delay > 0 then
        waits[#waits + 1] = due
        waits[#waits + 1] = order .. sub(head, 1, 4) .. NEVER .. id
        soonest = math.min(soonest or delay, delay)
      else
        if length == 0 then run[1] = order .. shared end
        length = length + 1
        run[#run + 1] = char(#id - same - sameEnd)
        run[#run + 1] = sub(id, same + 1, #id - sameEnd)
        if length == LONGEST_RUN then endRun() end
      end
    end
  end
  endRun()
end)
if #rows == 0 then return 0 end

call('HSET', tasks, unpack(rows))
call('HSET', meta, 'layout', 1, 'seq', whole(seq))
if ARGV[1] == '1' then call('HSET', meta, 'large', 1) end
if #runs > 0 then
  call('ZADD', ready, unpack(runs))
  ring(wake)
end
if #waits > 0 then addDelayed(delayed, wake, waits, soonest) end
return #rows / 2
`,
);
