// One listener per signal and process, however many workers there are: Node warns of a leak from
// eleven on, and a listener keeps the signal from ending the process. Signals are the process's
// own, so this is the one thing that the workers of a process share.
const heard = new Map<NodeJS.Signals, Set<() => void>>();

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
  for (const signal of signals) listen(signal, listener);
  return () => {
    for (const signal of signals) forget(signal, listener);
  };
}

function listen(signal: NodeJS.Signals, listener: () => void): void {
  const listeners = heard.get(signal);
  if (listeners !== undefined) return void listeners.add(listener);
  heard.set(signal, new Set([listener]));
  process.on(signal, tell);
}

function forget(signal: NodeJS.Signals, listener: () => void): void {
  const listeners = heard.get(signal);
  if (listeners === undefined || !listeners.delete(listener) || listeners.size > 0) return;
  heard.delete(signal);
  process.off(signal, tell);
}

/** Tells those that listen now, not a worker that one of them starts in answer. */
function tell(signal: NodeJS.Signals): void {
  const listeners = Array.from(heard.get(signal) ?? []);
  for (const listener of listeners) listener();
}
