import { ABOUT, FRESH } from './about.js';
import { CLOCK, RING, WHOLE } from './clock.js';
import { type Script, script } from './script.js';

/** Gives no tasks for a time. ARGV: how long in ms; 0 resumes. */
export const pause: Script = script(
  'pause',
  ['meta', 'wake'],
  `${ABOUT}${CLOCK}${WHOLE}${RING}
local kept = string.match(about or '${FRESH}', '%d+:%a*:')
call('HSET', meta, 'about', kept .. (ARGV[1] == '0' and '' or whole(from + ARGV[1])))
-- Also to let those who wait know when it ends.
ring(wake)
return 0
`,
);
