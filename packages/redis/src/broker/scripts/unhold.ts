import { ABOUT } from './about.js';
import { RING, WHOLE } from './clock.js';
import { type Script, script } from './script.js';
import { ADD_READY, NUMBERS, PRIORITIES } from './token.js';

/**
 * Makes held tasks ready. ARGV: how many, oldest hold first; or '' and ids. Answers how many it
 * were.
 */
export const unhold: Script = script(
  'unhold',
  ['past', 'ready', 'held', 'meta', 'wake'],
  `${ABOUT}${WHOLE}${NUMBERS}${PRIORITIES}${ADD_READY}${RING}
local freed, seen = {}, {}
if ARGV[1] ~= '' then
  freed = call('ZRANGE', held, 0, ARGV[1] - 1)
else
  for i = 2, #ARGV do
    local entry = not seen[ARGV[i]] and call('HGET', past, ARGV[i])
    local token = entry and sub(entry, 1, 17) .. ARGV[i]
    if token and call('ZSCORE', held, token) then freed[#freed + 1] = token end
    seen[ARGV[i]] = true
  end
end
if #freed > 0 then
  addReady(ready, freed)
  call('ZREM', held, unpack(freed))
  ring(wake)
end
return #freed
`,
);
