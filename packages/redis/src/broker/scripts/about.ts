import { LAYOUT } from './keys.js';

/**
 * What a script must know of a queue before it does anything is one field of `meta`, mostly `1:s:`.
 * It says the layout; letters: `h` if runs may have holes, `l` if there are large bodies, `s` if
 * `reserved` is spread (take.ts); until when the queue is paused (ms).
 */
export const FRESH: string = `${LAYOUT}::`;
export const USUAL: string = `${LAYOUT}:s:`;

/**
 * Ends the script if the queue has a newer layout; `about` is the name of the variable with the
 * field.
 */
export function refuseNewer(about: string): string {
  return `if ${about} and ${about} ~= '${USUAL}' and tonumber(string.match(${about}, '^%d+')) > ${LAYOUT} then
  return redis.error_reply('JQLAYOUT ' .. string.match(${about}, '^%d+'))
end
`;
}

/** Reads the field of one queue. */
export const ABOUT: string = `
local about = call('HGET', meta, 'about')
${refuseNewer('about')}`;

/** Adds a letter, or takes it away. */
export const MARK: string = `
local function mark(meta, letter, away)
  local layout, letters, paused = string.match(call('HGET', meta, 'about') or '${FRESH}', '(%d+):(%a*):(%d*)')
  letters = string.gsub(letters, letter, '') .. (away and '' or letter)
  call('HSET', meta, 'about', layout .. ':' .. letters .. ':' .. paused)
end
`;
