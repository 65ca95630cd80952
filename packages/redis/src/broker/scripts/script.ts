import { createHash } from 'node:crypto';

import type { Part } from './keys.js';

/** A Lua script, sent by its digest, so that versions of this package run side by side. */
export interface Script {
  readonly name: string;
  /** Its keys, in order; they are Lua locals of these names. */
  readonly parts: readonly Part[];
  readonly lua: string;
  readonly sha: string;
}

// Workers go on where memory is full: that is how it gets free again. Servers before 7 don't know
// the line.
const ALLOW_OOM = '#!lua flags=allow-oom\n';

/**
 * How all scripts are written. Nothing is rolled back, so all is checked before the first write,
 * and what full memory may forbid is written first. Functions cost time in every run, so those of
 * rare cases are made where they are needed; so do numbers handed to Redis, which are written anew
 * for each use.
 */
const OPENING = `
local call = redis.call
local sub, byte, char, floor = string.sub, string.byte, string.char, math.floor
`;

/** A script on the keys of one queue. */
export function script(name: string, parts: readonly Part[], body: string): Script {
  return scriptOf(name, parts, `${OPENING}local ${parts.join(', ')} = unpack(KEYS)\n${body}`);
}

/** A script that takes the keys of any number of queues, one queue after the other. */
export function scriptOverQueues(name: string, parts: readonly Part[], body: string): Script {
  return scriptOf(name, parts, `${OPENING}local PARTS = ${parts.length}\n${body}`);
}

/** The same for a server that knows script flags: it also runs while memory is full. */
export function allowingOom(one: Script): Script {
  return scriptOf(one.name, one.parts, ALLOW_OOM + one.lua);
}

function scriptOf(name: string, parts: readonly Part[], lua: string): Script {
  return { name, parts, lua, sha: createHash('sha1').update(lua).digest('hex') };
}
