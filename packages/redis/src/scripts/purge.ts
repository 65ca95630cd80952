import { ABOUT } from './about.js';
import { CLOCK } from './clock.js';
import { LOOK } from './look.js';
import { script, type Script } from './script.js';
import { SWEEP } from './sweep.js';
import { FORGET } from './ticket.js';

/**
 * Deletes some tasks of one state. ARGV: the state. Answers how many, and 1 if there may be more.
 */
export const purge: Script = script(
  'purge',
  ['tasks', 'past', 'ready', 'delayed', 'reserved', 'held', 'meta'],
  `${ABOUT}${CLOCK}${LOOK}${SWEEP}${FORGET}
local MOST = 250

if sweep(past, ready, delayed, reserved) then return { 0, 1 } end

local function purgeReady(large, holes)
  local ids, members, run, rest, heads, orders = look(ready, large and holes and 1 or MOST, holes)
  if members == 0 then return { 0, 0 } end
  -- Only where there may be holes the rows tell which tasks these are.
  local rows, tickets = (holes or next(heads)) and call('HMGET', tasks, unpack(ids)), {}
  for k, id in ipairs(ids) do
    if not rows or isThere(rows[k], heads[k], orders[k]) then
      tickets[#tickets + 1] = (heads[k] or string.rep('\\0', 17)) .. id
    end
  end
  cutReady(ready, members, run, rest)
  return { #tickets > 0 and forget(tasks, past, tickets) or 0, 1 }
end

if ARGV[1] == 'ready' then
  local letters = string.match(about or '', '%d+:(%a*)') or ''
  return purgeReady(string.find(letters, 'l', 1, true), string.find(letters, 'h', 1, true))
end
local key = ARGV[1] == 'held' and held or delayed
local tickets = call('ZRANGE', key, 0, MOST - 1)
if #tickets == 0 then return { 0, 0 } end
call('ZREMRANGEBYRANK', key, 0, #tickets - 1)
return { forget(tasks, past, tickets), #tickets == MOST and 1 or 0 }
`,
);
