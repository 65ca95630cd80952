/**
 * Numbers in keys and values: digits to the base of 128, most significant first, one per byte. So
 * they sort as bytes, and being ASCII they pass through clients as text, which is faster than
 * bytes.
 */
export const NUMBERS = `
local function four(value)
  return char(floor(value / 2097152), floor(value / 16384) % 128, floor(value / 128) % 128, value % 128)
end

local function readFour(text, at)
  local a, b, c, d = byte(text, at, at + 3)
  return ((a * 128 + b) * 128 + c) * 128 + d
end
`;

/** Priorities have five digits. Needs NUMBERS. */
export const PRIORITIES = `
local function five(value) return char(floor(value / 268435456)) .. four(value % 268435456) end

local function readFive(text, at) return byte(text, at) * 268435456 + readFour(text, at + 1) end
`;
