import type { Connection } from '../wire/connection.js';

/** Leaves a connection open until then (on `performance.now`), or until the process ends. */
export function linger(connection: Connection, until: number): void {
  connection.unref();
  const end = (): void => {
    const ms = Math.min(until - performance.now(), 2 ** 31 - 1);
    if (ms > 0) setTimeout(end, Math.ceil(ms)).unref();
    else connection.destroy();
  };
  end();
}
