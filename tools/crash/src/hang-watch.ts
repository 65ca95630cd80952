import { bootMs } from './boot-clock.js';
import type { RecordedAdapter } from './recorded-adapter.js';

const BEAT_MS = 500;

/**
 * Says a fault for each call that stays unanswered too long; time in which this process stood still
 * doesn't count.
 */
export function watchForHangs(adapter: RecordedAdapter, limitMs: number): () => void {
  let last = bootMs();
  const timer = setInterval(() => {
    const now = bootMs();
    const stoodStill = Math.max(0, now - last - BEAT_MS);
    last = now;
    for (const [op, { verb, dueMs }] of adapter.pending) {
      if (now - dueMs - stoodStill < limitMs) {
        adapter.pending.set(op, { verb, dueMs: dueMs + stoodStill });
        continue;
      }
      adapter.pending.delete(op);
      adapter.fault(`${verb} (op ${op}) was still unanswered after ${Math.round(now - dueMs)} ms`);
    }
  }, BEAT_MS);
  timer.unref();
  return () => clearInterval(timer);
}
