import { WHOLE } from './clock.js';
import { ADD_READY, NUMBERS, PRIORITIES, TOKENS } from './token.js';

/** Reads the first ready tasks. */
export const LOOK: string = `
-- The put order so many after that of a run.
local function orderAfter(run, count)
  local a, b = byte(run, 7, 8)
  local low = a * 128 + b + count
  if low < 16384 then return sub(run, 1, 6) .. char(floor(low / 128), low % 128) end
  ${NUMBERS}
  low = readFour(run, 5) + count
  return four(readFour(run, 1) + floor(low / 268435456)) .. four(low % 268435456)
end

-- The first tasks of 'ready', at most 'most': their ids, in how many members they are, and the last of these
-- with what is left of it. Where rows do not tell all: in 'heads' how the token begins; in 'orders', if
-- there may be 'holes', the put order.
local function look(ready, most, holes)
  local ids, members, heads, orders, k, run, rest = {}, 0, {}, {}, 0, nil, nil
  local first, last, step = '0', '0', 1
  while true do
    local list = call('ZRANGE', ready, first, last)
    for i = 1, #list do
      run = list[i]
      local size = byte(run, 13)
      local beginning, at, start = sub(run, 14, 13 + size), 14 + size, k
      size = byte(run, at)
      local ending, body, length = sub(run, at + 1, at + size), at + size, #run
      at = body + 1
      while k < most and at <= length do
        size = byte(run, at)
        k = k + 1
        ids[k] = beginning .. sub(run, at + 1, at + size) .. ending
        at = at + size + 1
      end
      members = members + 1
      if sub(run, 9, 12) ~= '\\0\\0\\0\\0' then
        ${NUMBERS}${PRIORITIES}
        heads[k] = sub(run, 1, 8) .. five(call('ZSCORE', ready, run)) .. sub(run, 9, 12)
      else
        for j = start + 1, holes and k or start do orders[j] = orderAfter(run, j - start - 1) end
        if at <= length then rest = orderAfter(run, k - start) .. sub(run, 9, body) .. sub(run, at) end
      end
      if k == most then return ids, members, run, rest, heads, orders end
    end
    if #list < step then return ids, members, run, rest, heads, orders end
    step = math.ceil((most - k) * members / k)
    first, last = members, members + step - 1
  end
end

-- A removed task leaves its id in its run, and the id may have been put again since.
local function isThere(row, head, order)
  return row and (not head or sub(head, 1, 8) == sub(row, 1, 8)) and (not order or order == sub(row, 1, 8))
end

local function cutReady(ready, members, run, rest)
  if rest then call('ZADD', ready, call('ZSCORE', ready, run), rest) end
  call('ZREMRANGEBYRANK', ready, '0', members == 1 and '0' or members - 1)
end
`;

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
  ${NUMBERS}${PRIORITIES}${WHOLE}${TOKENS}${ADD_READY}
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
