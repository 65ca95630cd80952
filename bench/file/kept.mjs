const kept = [];

/**
 * Keeps what the warm-up used. With the last object of a kind V8 throws away the code that it
 * compiled for them, and the measurement that follows would begin cold, which no program that runs
 * for long does.
 */
export function keep(object) {
  kept.push(object);
  return object;
}
