/** The server's time, the only one that counts. */
export const CLOCK = `
local clock = call('TIME')
-- What is due at 'now' is due, never before; what begins now is counted from 'from'.
local now = clock[1] * 1000 + floor(clock[2] / 1000)
local from, nowText = now + 1, string.format('%.0f', now)
`;

/** Writes a whole number as Redis reads it. */
export const WHOLE = `
local function whole(value) return string.format('%.0f', value) end
`;

/**
 * How workers that wait learn of work. `wake` holds one marker or none; who takes it looks, and
 * puts it back if more is ready than it took: one put wakes one worker, and that one the next.
 */
export const RING = `
local function ring(wake) call('ZADD', wake, '0', '1') end
`;

/** Needs CLOCK and RING. */
export const ADD_DELAYED = `
-- Whoever waits looks at what is delayed at least this often (ms); only what is due sooner must wake.
local OFTEN = 2000

-- 'waits': due time and token of each; 'soonest': the shortest of their delays.
local function addDelayed(delayed, wake, waits, soonest)
  local first = soonest <= OFTEN and call('ZRANGE', delayed, '0', '0', 'WITHSCORES')
  call('ZADD', delayed, unpack(waits))
  if first and (not first[2] or from + soonest < tonumber(first[2])) then ring(wake) end
end
`;
