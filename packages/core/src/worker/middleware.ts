import type { Perform } from '../task/handler.js';
import type { Task } from '../task/task.js';

/**
 * Code around every handler. `next` runs the rest and rejects as it does; without calling it the
 * task completes unrun. The first registered is the outermost.
 */
export type Middleware = (task: Task, next: () => Promise<void>) => unknown;

/** One function out of the middleware and the handler. */
export function compose(
  middleware: readonly Middleware[],
  perform: Perform<unknown>,
): Perform<unknown> {
  const step = async (task: Task, index: number): Promise<void> => {
    const current = middleware[index];
    if (current === undefined) {
      await perform(task);
      return;
    }
    let called = false;
    await current(task, () => {
      if (called) return Promise.reject(new Error('middleware called next() twice'));
      called = true;
      return step(task, index + 1);
    });
  };
  return middleware.length === 0 ? perform : (task) => step(task, 0);
}
