import { script, type Script } from './script.js';

/** Counts tasks as of now, whatever is still to be swept: all, delayed, reserved, held; 1 if paused. */
export const stats: Script = script(
  'stats',
  ['tasks', 'delayed', 'reserved', 'held', 'meta'],
  ['paused'],
  `
local later = '(' .. whole(now)
return {
  call('HLEN', tasks),
  call('ZCOUNT', delayed, later, '(inf'),
  call('ZCOUNT', reserved, later, '(inf'),
  call('ZCARD', held),
  tonumber(about[2] or 0) > now and 1 or 0,
}
`,
);
