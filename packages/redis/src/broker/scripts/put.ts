import { ABOUT, FRESH, MARK } from './about.js';
import { ADD_DELAYED, CLOCK, RING, WHOLE } from './clock.js';
import { type Script, script } from './script.js';

/** The answer of a put that may have been the first to its queue, which needs its name then. */
export const BEGUN = -1;

/**
 * A queue begins to count its put orders at the time in µs: a queue whose data got lost and that
 * began anew gives no number twice. Answers the last of `count` numbers that are the caller's;
 * `begun` is true from then on if they were the first.
 */
const COUNT_ON = `
${ABOUT}
local begun = false
local function countOn(count)
  local seq = call('HINCRBY', meta, 'seq', count)
  if seq ~= tonumber(count) then return seq end
  begun = true
  if not about then
    call('HSET', meta, 'about', '${FRESH}')
    about = '${FRESH}'
  end
  local time = call('TIME')
  seq = time[1] * 1000000 + time[2] + count
  call('HSET', meta, 'seq', string.format('%.0f', seq))
  return seq
end
`;

/**
 * A put whose answer got lost is sent again, and its tasks may be completed by then: it must not
 * make them anew. ARGV: the call's number, then 1 if it may have run before. What it answered then
 * is not known.
 */
const ONCE = `
if ARGV[2] == '1' and call('GET', sent) == ARGV[1] then return ${BEGUN} end
`;
const NOTE = `call('SET', sent, ARGV[1], 'PX', '600000')`;

/**
 * Stores new tasks; those whose id exists stay as they are.
 *
 * ARGV: as ONCE says; 1 if a body is large, else 0; then groups of tasks that follow each other
 * with the same numbers: priority; delay; priority and ttr as in a row; how many letters all ids
 * begin with and end with in common; count of tasks; then id and body of each. Answers how many are
 * new, or BEGUN.
 */
export const put: Script = script(
  'put',
  ['tasks', 'ready', 'delayed', 'meta', 'wake', 'sent'],
  `${COUNT_ON}${ONCE}
local LONGEST_RUN = 64

local ids, a = {}, 4
while ARGV[a] do
  local last = a + 5 + 2 * ARGV[a + 5]
  for i = a + 6, last, 2 do ids[#ids + 1] = ARGV[i] end
  a = last + 1
end
local known = call('HMGET', tasks, unpack(ids))

local seq = countOn(#ids) - #ids
local n, rows, runs, delays, seen, beginning, block = 0, {}, {}, {}, {}, nil, nil
a = 4
while ARGV[a] do
  local priority, delay, head, same, sameEnd = unpack(ARGV, a, a + 4)
  local last, id = a + 5 + 2 * ARGV[a + 5], ARGV[a + 6]
  same, sameEnd = tonumber(same), tonumber(sameEnd)
  local shared = char(same) .. sub(id, 1, same) .. char(sameEnd) .. sub(id, #id - sameEnd + 1)
  local run, length = {}, 0
  for i = a + 6, last, 2 do
    id, n = ARGV[i], n + 1
    if not known[n] and not seen[id] then
      seen[id] = true
      seq = seq + 1
      -- All but the last two of the eight digits are mostly the same.
      if block ~= floor(seq / 16384) then
        block = floor(seq / 16384)
        local high, low = floor(block / 2097152), block % 2097152
        beginning = char(floor(high / 16384), floor(high / 128) % 128, high % 128)
          .. char(floor(low / 16384), floor(low / 128) % 128, low % 128)
      end
      local order = beginning .. char(floor(seq / 128) % 128, seq % 128)
      rows[#rows + 1] = id
      rows[#rows + 1] = order .. head .. ARGV[i + 1]
      if delay ~= '0' then
        delays[#delays + 1] = delay
        delays[#delays + 1] = order .. sub(head, 1, 5) .. '\\0\\0\\0\\0' .. id
      else
        if length == 0 then run[1] = order .. '\\0\\0\\0\\0' .. shared end
        length = length + 1
        run[2 * length] = char(#id - same - sameEnd)
        run[2 * length + 1] = sub(id, same + 1, #id - sameEnd)
        if length == LONGEST_RUN then
          runs[#runs + 1] = priority
          runs[#runs + 1] = table.concat(run)
          run, length = {}, 0
        end
      end
    end
  end
  if length > 0 then
    runs[#runs + 1] = priority
    runs[#runs + 1] = table.concat(run)
  end
  a = last + 1
end
if #rows > 0 then call('HSET', tasks, unpack(rows)) end
${NOTE}
if #rows == 0 then return 0 end

if ARGV[3] == '1' then
  ${MARK}
  mark(meta, 'l')
end
if #runs > 0 then
  call('ZADD', ready, unpack(runs))
  call('ZADD', wake, '0', '1')
end
if #delays > 0 then
  ${CLOCK}${WHOLE}${RING}${ADD_DELAYED}
  local soonest = math.huge
  for i = 1, #delays, 2 do
    local delay = tonumber(delays[i])
    soonest = math.min(soonest, delay)
    delays[i] = whole(from + delay)
  end
  addDelayed(delayed, wake, delays, soonest)
end
return begun and ${BEGUN} or #rows / 2
`,
);

/**
 * The same for one task without delay. ARGV: as ONCE says; 1 if its body is large, else 0;
 * priority; priority and ttr as in a row; id; body.
 */
export const putOne: Script = script(
  'put-one',
  ['tasks', 'ready', 'meta', 'wake', 'sent'],
  `${COUNT_ON}${ONCE}
local large, priority, head, id, body = unpack(ARGV, 3)
local seq = countOn('1')
local high, low = floor(seq / 268435456), seq % 268435456
local order = char(floor(high / 2097152), floor(high / 16384) % 128, floor(high / 128) % 128, high % 128,
  floor(low / 2097152), floor(low / 16384) % 128, floor(low / 128) % 128, low % 128)
local added = call('HSETNX', tasks, id, order .. head .. body)
${NOTE}
if added == 0 then return 0 end
if large == '1' then
  ${MARK}
  mark(meta, 'l')
end
call('ZADD', ready, priority, order .. '\\0\\0\\0\\0\\0\\0' .. char(#id) .. id)
call('ZADD', wake, '0', '1')
return begun and ${BEGUN} or 1
`,
);
