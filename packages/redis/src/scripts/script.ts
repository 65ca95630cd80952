import { createHash } from 'node:crypto';

import { LAYOUT, type Part } from '../keys.js';

/** A Lua script, sent by its digest, so that versions of this package run side by side. */
export interface Script {
  readonly name: string;
  /** Its keys, in order; they are Lua locals of these names. */
  readonly parts: readonly Part[];
  readonly lua: string;
  readonly sha: string;
}

// Workers go on where memory is full: that is how it gets free again. Servers before 7 don't know the line.
const ALLOW_OOM = '#!lua flags=allow-oom\n';

/**
 * What every script begins with. Nothing is rolled back, so all is checked before the first write, and
 * what full memory may forbid is written first.
 */
const OPENING = `
local call = redis.call
local sub, byte, char, floor, ceil = string.sub, string.byte, string.char, math.floor, math.ceil
local pack, number = struct.pack, struct.unpack
local clock = call('TIME')
local us = clock[1] * 1000000 + clock[2]
-- What is due at 'now' is due, never before; what begins now is counted from 'from'.
local now, from = floor(us / 1000), ceil(us / 1000)

-- A number given to Redis as it is gets written anew, slowly, for each use.
local function whole(value) return string.format('%.0f', value) end

local function newer(layout)
  return layout and tonumber(layout) > ${LAYOUT} and redis.error_reply('JQLAYOUT ' .. layout)
end
`;

/** A script on the keys of one queue; refuses newer layouts. `about` is what `meta` says of `fields`. */
export function script(
  name: string,
  parts: readonly Part[],
  fields: readonly string[],
  body: string,
): Script {
  const asked = ['layout', ...fields].map((field) => `'${field}'`).join(', ');
  const opening = `${OPENING}
local ${parts.join(', ')} = unpack(KEYS)
local about = call('HMGET', meta, ${asked})
local refusal = newer(about[1])
if refusal then return refusal end
`;
  return scriptOf(name, parts, `${opening}${body}`);
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
