import { FRESH, MARK, refuseNewer, USUAL } from './about.js';
import { CLOCK, WHOLE } from './clock.js';
import { LOOK, SWEEP } from './look.js';
import { type Script, scriptOverQueues } from './script.js';
import { BETWEEN, TAKE } from './take.js';
import { ADD_READY, FORGET, NUMBERS, PRIORITIES, TOKENS } from './token.js';

/**
 * Deletes tasks by the tokens of their leases. A lease that has lapsed still counts while nobody
 * took its task since. Needs FORGET.
 */
const COMPLETE: string = `
-- '' if all are done, else a digit for each: 0 done, 1 its lease was ended before.
local function complete(tasks, past, ready, reserved, meta, tokens)
  if call('ZREM', reserved, unpack(tokens)) == #tokens then
    forget(tasks, past, tokens)
    return ''
  end
  ${MARK}${WHOLE}${NUMBERS}${PRIORITIES}${TOKENS}${ADD_READY}
  mark(meta, 'h')
  local verdicts = {}
  for i, token in ipairs(tokens) do
    local current, lapsed = tokenOf(tasks, past, idOf(token)), ended(token)
    local counts = current == token or current == lapsed and call('ZREM', ready, runOf(lapsed)) == 1
    if counts then forget(tasks, past, { token }) end
    verdicts[i] = counts and '0' or '1'
  end
  return table.concat(verdicts)
end
`;

/**
 * Takes back what a call of the same adapter gave whose answer never arrived, so that it need not
 * lapse: `last` has that call's number, then deadlines and tokens.
 */
const RECLAIM: string = `
local function reclaim(past, ready, reserved, wake, last, number)
  ${NUMBERS}${PRIORITIES}${WHOLE}${TOKENS}${ADD_READY}
  local kept, isToken, tokens = call('GET', last), false, {}
  if not kept or string.match(kept, '^%d+') ~= number then return end
  for text in string.gmatch(string.sub(kept, #number + 1), '[^${BETWEEN}]+') do
    if isToken and call('ZSCORE', reserved, text) then tokens[#tokens + 1] = text end
    isToken = not isToken
  end
  if #tokens == 0 then return end
  addReady(ready, noteEnds(past, tokens, 0))
  call('ZREM', reserved, unpack(tokens))
  call('ZADD', wake, '0', '1')
end
`;

/**
 * Completes, then reserves: one round trip does all that a worker needs between two tasks.
 *
 * ARGV: the call's number; most tasks to give over all queues; 1 if a marker was taken before; then
 * for each queue the number of a call to reclaim, or nothing; the count of its tokens to complete,
 * and these. Queues are emptied in the order given.
 *
 * Answers the time; in how many ms to look again (−1: unknown); and for each queue the verdicts on
 * its tokens, then token and row of each task given.
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
