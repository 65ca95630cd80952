/**
 * Listens for signals: `first` at the first of them, `second` at the next.
 * @returns a function that stops listening
 */
export function onSignals(
  signals: readonly NodeJS.Signals[],
  first: () => void,
  second: () => void,
): () => void {
  let seen = false;
  const listener = (): void => {
    if (seen) second();
    else first();
    seen = true;
  };
  for (const signal of signals) process.on(signal, listener);
  return () => {
    for (const signal of signals) process.off(signal, listener);
  };
}
