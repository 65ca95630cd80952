/** A broker process of our own on a loopback port, with a temporary folder for its data. */
export interface Broker {
  /** For the DSN of the adapter, such as `redis://127.0.0.1:23456`. */
  readonly url: string;
  readonly host: string;
  /** Stays the same across restarts. */
  readonly port: number;
  /** Where its data is. */
  readonly folder: string;
  /** Of the running process; throws while it is down. */
  readonly pid: number;
  /** Kills the process as a crash would; resolves when it is gone. Data stays. */
  kill9(): Promise<void>;
  /** Ends the process if it runs, starts it again on the same port and data, waits until ready. */
  restart(): Promise<void>;
  /** Ends the process and deletes its data. Safe to call twice. */
  stop(): Promise<void>;
}
