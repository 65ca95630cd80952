import { ABOUT } from './about.js';
import { CLOCK } from './clock.js';
import { LOOK, SWEEP } from './look.js';
import { type Script, script } from './script.js';
import { FORGET } from './token.js';

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
  local rows, tokens = (holes or next(heads)) and call('HMGET', tasks, unpack(ids)), {}
  for k, id in ipairs(ids) do
    if not rows or isThere(rows[k], heads[k], orders[k]) then
      tokens[#tokens + 1] = (heads[k] or string.rep('\\0', 17)) .. id
    end
  end
  cutReady(ready, members, run, rest)
  return { #tokens > 0 and forget(tasks, past, tokens) or 0, 1 }
end

if ARGV[1] == 'ready' then
  local letters = string.match(about or '', '%d+:(%a*)') or ''
  return purgeReady(string.find(letters, 'l', 1, true), string.find(letters, 'h', 1, true))
end
local key = ARGV[1] == 'held' and held or delayed
local tokens = call('ZRANGE', key, 0, MOST - 1)
if #tokens == 0 then return { 0, 0 } end
call('ZREMRANGEBYRANK', key, 0, #tokens - 1)
return { forget(tasks, past, tokens), #tokens == MOST and 1 or 0 }
`,
);
