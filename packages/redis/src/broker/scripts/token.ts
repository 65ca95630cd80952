/**
 * Numbers in keys and values: digits to the base of 128, most significant first, one per byte. So
 * they sort as bytes, and being ASCII they pass through clients as text, which is faster than
 * bytes.
 */
export const NUMBERS = `
local function four(value)
  return char(floor(value / 2097152), floor(value / 16384) % 128, floor(value / 128) % 128, value % 128)
end

local function readFour(text, at)
  local a, b, c, d = byte(text, at, at + 3)
  return ((a * 128 + b) * 128 + c) * 128 + d
end
`;

/** Priorities have five digits. Needs NUMBERS. */
export const PRIORITIES = `
local function five(value) return char(floor(value / 268435456)) .. four(value % 268435456) end

local function readFive(text, at) return byte(text, at) * 268435456 + readFour(text, at + 1) end
`;

/**
 * A token names one stay of a task in `delayed`, `reserved` or `held`: put order (8 bytes),
 * priority (5), ends (4), id. `ends` counts the leases on the task that ended other than by
 * complete, so no token comes twice; that of a reserved task is its lease's token. Tokens sort by
 * put order.
 *
 * A task's row in `tasks` is put order, priority, ttr in ms (6), body, and never changes. What does
 * is in `past`, for tasks that were reserved before: put order, priority, ends, lapses (4).
 *
 * Needs NUMBERS.
 */
export const TOKENS = `
local function idOf(token) return sub(token, 18) end

-- The token of the same task after this lease's end.
local function ended(token)
  return sub(token, 1, 13) .. four(readFour(token, 14) + 1) .. sub(token, 18)
end

-- The token that the task has now, wherever it is; false if there is no such task.
local function tokenOf(tasks, past, id)
  local entry = call('HGET', past, id)
  if entry then return sub(entry, 1, 17) .. id end
  local row = call('HGET', tasks, id)
  return row and sub(row, 1, 13) .. '\\0\\0\\0\\0' .. id
end

-- Notes in 'past' that leases ended, 'lapsed' being 1 if by themselves; answers the new tokens.
local function noteEnds(past, tokens, lapsed)
  local ids, entries, new = {}, {}, {}
  for i, token in ipairs(tokens) do ids[i] = idOf(token) end
  local before = call('HMGET', past, unpack(ids))
  for i, token in ipairs(tokens) do
    local lapses = before[i] and readFour(before[i], 18) or 0
    new[i] = ended(token)
    entries[2 * i - 1] = ids[i]
    entries[2 * i] = sub(new[i], 1, 17) .. four(lapses + lapsed)
  end
  call('HSET', past, unpack(entries))
  return new
end
`;

/** Needs NUMBERS, CLOCK and TOKENS. */
export const LIVES = `
-- Whether the lease lives, then why not: '2' if it lapsed or was never known here, '1' if it was ended.
local function lives(tasks, past, reserved, token)
  local deadline = call('ZSCORE', reserved, token)
  if deadline then return tonumber(deadline) > now, '2' end
  return false, tokenOf(tasks, past, idOf(token)) == token and '2' or '1'
end
`;

/** Deletes tasks by their tokens; answers how many there were. */
export const FORGET = `
local function forget(tasks, past, tokens)
  local ids, returned = {}, {}
  for i = 1, #tokens do
    local token = tokens[i]
    local id = sub(token, 18)
    ids[i] = id
    if sub(token, 14, 17) ~= '\\0\\0\\0\\0' then returned[#returned + 1] = id end
  end
  if #returned > 0 then call('HDEL', past, unpack(returned)) end
  return call('HDEL', tasks, unpack(ids))
end
`;

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
local function runOf(token)
  return sub(token, 1, 8) .. sub(token, 14, 17) .. '\\0\\0' .. char(#token - 17) .. sub(token, 18)
end

local function addReady(ready, tokens)
  local members = {}
  for i, token in ipairs(tokens) do
    members[2 * i - 1] = whole(readFive(token, 9))
    members[2 * i] = runOf(token)
  end
  call('ZADD', ready, unpack(members))
end
`;
