/** A task's data; 100 bytes as JSON. What each queue wraps it in comes on top. */
export const DATA = { text: 'x'.repeat(100 - JSON.stringify({ text: '' }).length) };
export const QUEUE = 'bench';
/** Tasks in one call where scenarios put many. */
export const BULK = 100;

/** Calls `add` so often, with `width` calls under way at any time. */
export async function inFlight(count, width, add) {
  let left = count;
  const lane = async () => {
    while (left-- > 0) await add();
  };
  await Promise.all(Array.from({ length: width }, lane));
}

/** Calls `add` with how many tasks to put at once, until it were so many. */
export async function inBulk(count, add) {
  for (let left = count; left > 0; left -= BULK) await add(Math.min(left, BULK));
}
