import { READY } from './ready.js';
import { script, type Script } from './script.js';
import { SWEEP } from './sweep.js';
import { TICKETS } from './ticket.js';

/**
 * Deletes some tasks of one state. ARGV: the state. Answers how many, and 1 if there may be more of them.
 */
export const purge: Script = script(
  'purge',
  ['tasks', 'past', 'ready', 'delayed', 'reserved', 'held', 'meta'],
  ['large', 'holes'],
  `${TICKETS}${READY}${SWEEP}
local MOST = 250

if sweep(past, ready, delayed, reserved) then return { 0, 1 } end

local function purgeReady()
  local found = look(ready, about[2] and about[3] and 1 or MOST, about[3])
  if found.members == 0 then
    if about[3] then call('HDEL', meta, 'holes') end
    return { 0, 0 }
  end
  -- Without holes every id found is that of a ready task, and its row need not be read.
  local rows = about[3] and call('HMGET', tasks, unpack(found.ids))
  local tickets = {}
  for k, id in ipairs(found.ids) do
    local ticket = not rows and (found.heads[k] or string.rep('\\0', 15)) .. id or rows and ticketAt(found, k, rows[k])
    if ticket then tickets[#tickets + 1] = ticket end
  end
  cutReady(ready, found)
  return { #tickets > 0 and forget(tasks, past, tickets) or 0, 1 }
end

if ARGV[1] == 'ready' then return purgeReady() end
local key = ARGV[1] == 'held' and held or delayed
local tickets = call('ZRANGE', key, 0, MOST - 1)
if #tickets == 0 then return { 0, 0 } end
call('ZREMRANGEBYRANK', key, 0, #tickets - 1)
return { forget(tasks, past, tickets), #tickets == MOST and 1 or 0 }
`,
);
