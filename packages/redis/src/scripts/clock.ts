/** The server's time, the only one that counts. */
export const CLOCK = `
local clock = call('TIME')
-- What is due at 'now' is due, never before; what begins now is counted from 'from'.
local now = clock[1] * 1000 + floor(clock[2] / 1000)
local from, nowText = now + 1, string.format('%.0f', now)
`;

/** Writes a whole number as Redis reads it. */
export const WHOLE = `
local function whole(value) return string.format('%.0f', value) end
`;
