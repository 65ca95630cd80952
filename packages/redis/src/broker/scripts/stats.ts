import { ABOUT } from './about.js';
import { CLOCK } from './clock.js';
import { type Script, script } from './script.js';

/**
 * Counts tasks as of now, whatever is still to be swept: all, delayed, reserved, held; 1 if paused.
 */
export const stats: Script = script(
  'stats',
  ['tasks', 'delayed', 'reserved', 'held', 'meta'],
  `${ABOUT}${CLOCK}
local later, pausedUntil = '(' .. nowText, tonumber(string.match(about or '', '%d*$')) or 0
return {
  call('HLEN', tasks),
  call('ZCOUNT', delayed, later, '(inf'),
  call('ZCOUNT', reserved, later, '(inf'),
  call('ZCARD', held),
  pausedUntil > now and 1 or 0,
}
`,
);
