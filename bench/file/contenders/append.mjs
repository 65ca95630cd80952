import { closeSync, constants, fdatasyncSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

import { batchesOf, BODY_BYTES } from '../../harness/tasks.mjs';

/** What a record adds to a body: header and id, as in @jq/file. */
const OVERHEAD_BYTES = 87;

/**
 * Not a queue: the same bytes written to the end of one file, the limit for any journal in Node.
 */
export class AppendContender {
  #folder;
  #durable;
  #fd;

  constructor(folder, { durable = false } = {}) {
    this.#folder = folder;
    this.#durable = durable;
  }

  open() {
    mkdirSync(this.#folder, { recursive: true });
    const { O_APPEND, O_CREAT, O_WRONLY } = constants;
    this.#fd = openSync(join(this.#folder, 'log'), O_APPEND | O_CREAT | O_WRONLY);
  }

  close() {
    closeSync(this.#fd);
  }

  putEach(tasks) {
    this.putBatches(tasks, 1);
  }

  putBatches(tasks, size) {
    for (const batch of batchesOf(tasks, size)) {
      const bytes = Buffer.alloc((BODY_BYTES + OVERHEAD_BYTES) * batch.length);
      batch.forEach(({ body }, i) => bytes.set(body, i * (BODY_BYTES + OVERHEAD_BYTES)));
      writeSync(this.#fd, bytes);
      if (this.#durable) fdatasyncSync(this.#fd);
    }
  }
}
