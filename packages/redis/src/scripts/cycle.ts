import { FRESH, refuseNewer, USUAL } from './about.js';
import { CLOCK } from './clock.js';
import { COMPLETE } from './complete.js';
import { LOOK } from './look.js';
import { RECLAIM } from './reclaim.js';
import { scriptOverQueues, type Script } from './script.js';
import { SWEEP } from './sweep.js';
import { TAKE } from './take.js';
import { FORGET } from './ticket.js';

/**
 * Completes, then reserves: one round trip does all that a worker needs between two tasks.
 *
 * ARGV: the call's number; most tasks to give over all queues; 1 if a marker was taken before; then
 * for each queue the number of a call to reclaim, or nothing; the count of its tickets to complete,
 * and these. Queues are emptied in the order given.
 *
 * Answers the time; in how many ms to look again (−1: unknown); and for each queue the verdicts on
 * its tickets, then ticket and row of each task given.
 */
export const cycle: Script = scriptOverQueues(
  'cycle',
  ['tasks', 'past', 'ready', 'delayed', 'reserved', 'meta', 'wake', 'last'],
  `${CLOCK}${FORGET}${LOOK}${TAKE}${SWEEP}${COMPLETE}${RECLAIM}
local abouts = {}
for q = 1, #KEYS / PARTS do
  local about = call('HGET', KEYS[q * PARTS - 2], 'about')
  ${refuseNewer('about')}
  abouts[q] = about or '${FRESH}'
end

local left, woken, again, a = tonumber(ARGV[2]), ARGV[3] == '1', math.huge, 4
local answer = { now, -1 }
for q = 1, #abouts do
  local tasks, past, ready, delayed, reserved, meta, wake, last = unpack(KEYS, (q - 1) * PARTS + 1, q * PARTS)
  local given, letters, pausedUntil = { '' }, 's', 0
  if abouts[q] ~= '${USUAL}' then
    local ended
    letters, ended = string.match(abouts[q], '%d+:(%a*):(%d*)')
    pausedUntil = tonumber(ended) or 0
  end
  if ARGV[a] ~= '' then reclaim(past, ready, reserved, wake, last, ARGV[a]) end
  a = a + 1
  local count = tonumber(ARGV[a])
  if count > 0 then
    given[1] = complete(tasks, past, ready, reserved, meta, { unpack(ARGV, a + 1, a + count) })
  end
  a = a + count + 1
  if pausedUntil > now then
    again = math.min(again, pausedUntil)
  elseif left > 0 then
    if sweep(past, ready, delayed, reserved) then again = now end
    local taken, leases = take(tasks, ready, reserved, meta, letters, left, given)
    left = left - taken
    if taken > 0 then
      call('SET', last, ARGV[1] .. leases, 'PX', '600000')
    else
      for _, waiting in ipairs({ delayed, reserved }) do
        again = math.min(again, tonumber(call('ZRANGE', waiting, '0', '0', 'WITHSCORES')[2] or 'inf'))
      end
    end
  end
  if woken and pausedUntil <= now and call('EXISTS', ready) == 1 then call('ZADD', wake, '0', '1') end
  answer[q + 2] = given
end
if again < math.huge then answer[2] = math.max(0, again - now) end
return answer
`,
);
