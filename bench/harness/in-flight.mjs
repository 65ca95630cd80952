/** Calls `act` for every item, with `width` calls under way at any time. */
export async function inFlight(items, width, act) {
  const left = items[Symbol.iterator]();
  const lane = async (_, index) => {
    for (let next = left.next(); !next.done; next = left.next()) await act(next.value, index);
  };
  await Promise.all(Array.from({ length: width }, lane));
}

/** So many items that are of no interest. */
export function* times(count) {
  for (let n = 0; n < count; n += 1) yield n;
}
