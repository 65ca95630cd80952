import { ABOUT } from './about.js';
import { CLOCK, WHOLE } from './clock.js';
import { type Script, script } from './script.js';
import { LIVES, NUMBERS, TOKENS } from './token.js';

/**
 * Restarts leases. ARGV: token and ttr of each. Answers the verdicts: a digit each, 0 done, else
 * as `lives` says.
 */
export const touch: Script = script(
  'touch',
  ['tasks', 'past', 'reserved', 'meta'],
  `${ABOUT}${CLOCK}${WHOLE}${NUMBERS}${TOKENS}${LIVES}
local verdicts, entries = {}, {}
for i = 1, #ARGV, 2 do
  local alive, why = lives(tasks, past, reserved, ARGV[i])
  verdicts[#verdicts + 1] = alive and '0' or why
  if alive then
    entries[#entries + 1] = whole(from + ARGV[i + 1])
    entries[#entries + 1] = ARGV[i]
  end
end
if #entries > 0 then call('ZADD', reserved, unpack(entries)) end
return table.concat(verdicts)
`,
);
