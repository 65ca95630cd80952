import { script, type Script } from './script.js';
import { WAKE } from './wake.js';

/** Gives no tasks for a time. ARGV: how long in ms; 0 resumes. */
export const pause: Script = script(
  'pause',
  ['meta', 'wake'],
  [],
  `${WAKE}
if ARGV[1] == '0' then
  call('HDEL', meta, 'paused')
else
  call('HSET', meta, 'layout', 1, 'paused', whole(from + ARGV[1]))
end
-- Also to let those who wait know when it ends.
ring(wake)
return 0
`,
);
