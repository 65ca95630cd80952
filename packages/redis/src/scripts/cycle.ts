import { COMPLETE } from './complete.js';
import { READY } from './ready.js';
import { scriptOverQueues, type Script } from './script.js';
import { SWEEP } from './sweep.js';
import { TAKE } from './take.js';
import { TICKETS } from './ticket.js';
import { WAKE } from './wake.js';

/**
 * Completes, then reserves: one round trip does all that a worker needs between two tasks.
 *
 * ARGV: most tasks to give over all queues; 1 if a marker was taken before; then for each queue the
 * count of its tickets to complete, and these. Queues are emptied in the order given.
 *
 * Answers the time; in how many ms to look again (−1: unknown); and for each queue the verdicts on its
 * tickets, then ticket and row of each task given.
 */
export const cycle: Script = scriptOverQueues(
  'cycle',
  ['tasks', 'past', 'ready', 'delayed', 'reserved', 'meta', 'wake'],
  `${TICKETS}${READY}${WAKE}${SWEEP}${COMPLETE}${TAKE}
local known = {}
for q = 1, #KEYS / PARTS do
  local about = call('HMGET', KEYS[q * PARTS - 1], 'layout', 'paused', 'large', 'holes', 'spread')
  local refusal = newer(about[1])
  if refusal then return refusal end
  known[q] = { paused = tonumber(about[2] or 0), large = about[3], holes = about[4], spread = about[5] }
end

local left, woken, again, a = tonumber(ARGV[1]), ARGV[2] == '1', -1, 3
local answer = { now, -1 }

local function lookAgain(at)
  if again == -1 or at - now < again then again = math.max(0, at - now) end
end

for q = 1, #KEYS / PARTS do
  local tasks, past, ready, delayed, reserved, meta, wake = unpack(KEYS, (q - 1) * PARTS + 1, q * PARTS)
  local about, given = known[q], { '' }
  local count = tonumber(ARGV[a])
  if count > 0 then
    given[1] = complete(tasks, past, ready, reserved, meta, { unpack(ARGV, a + 1, a + count) })
  end
  a = a + count + 1
  if about.paused > now then
    lookAgain(about.paused)
  elseif left > 0 then
    if sweep(past, ready, delayed, reserved) then again = 0 end
    left = left - take(tasks, ready, reserved, meta, about, left, given)
    if #given == 1 then
      for _, waiting in ipairs({ delayed, reserved }) do
        local next = tonumber(call('ZRANGE', waiting, 0, 0, 'WITHSCORES')[2])
        if next and next < math.huge then lookAgain(next) end
      end
    end
  end
  if woken and about.paused <= now and call('EXISTS', ready) == 1 then ring(wake) end
  answer[q + 2] = given
end
answer[2] = again
return answer
`,
);
