import { MARK } from './about.js';

/** Once the bodies read reach this many bytes no more are read. */
export const ENOUGH_BYTES = 4_194_304;

/** What is kept between deadlines and tokens in `last`: neither has such a byte. */
export const BETWEEN = '\\255';

/** Reserves the first ready tasks. Needs CLOCK and LOOK. */
export const TAKE: string = `
-- Adds token and row of each task to 'given'; answers how many, and deadlines and tokens as one text.
-- 'letters' are those of 'about'.
local function take(tasks, ready, reserved, meta, letters, max, given)
  local spread, large, holes = letters == 's', false, false
  if not spread then
    spread = string.find(letters, 's', 1, true)
    large, holes = string.find(letters, 'l', 1, true), string.find(letters, 'h', 1, true)
  end
  local count, bytes, text, ttr, deadline = 0, 0, '', nil, nil
  while count < max and bytes < ${ENOUGH_BYTES} do
    local ids, members, run, rest, heads, orders = look(ready, large and 1 or max - count, holes)
    if members == 0 then
      if holes or large then
        ${MARK}
        if holes then mark(meta, 'h', true) end
        if large and call('EXISTS', tasks) == 0 then mark(meta, 'l', true) end
      end
      break
    end
    local rows, leases = call('HMGET', tasks, unpack(ids)), {}
    for k = 1, #ids do
      local row, head = rows[k], heads[k]
      if row and not head and not holes or isThere(row, head, orders[k]) then
        local token = (head or sub(row, 1, 13) .. '\\0\\0\\0\\0') .. ids[k]
        local own = sub(row, 14, 19)
        if own ~= ttr then
          local a, b, c, d, e, f = byte(own, 1, 6)
          local ms = ((((a * 128 + b) * 128 + c) * 128 + d) * 128 + e) * 128 + f
          ttr, deadline = own, string.format('%.0f', from + ms)
        end
        leases[#leases + 1] = deadline
        leases[#leases + 1] = token
        given[#given + 1] = token
        given[#given + 1] = row
        count = count + 1
        bytes = bytes + #row
      end
    end
    if not spread then
      ${MARK}
      -- Longer than what Redis keeps in its compact encoding, in which every change searches all members.
      call('ZADD', reserved, 'inf', string.rep('-', 72))
      mark(meta, 's')
      spread = true
    end
    if #leases > 0 then
      call('ZADD', reserved, unpack(leases))
      text = text .. '${BETWEEN}' .. table.concat(leases, '${BETWEEN}')
    end
    cutReady(ready, members, run, rest)
  end
  return count, text
end
`;
