import assert from 'node:assert/strict';

import { type Check, checks, needs, where } from '../check.js';
import { outcomes, sameBytes } from '../expectations.js';

// Above this a test would measure the machine's memory.
const affordable = where((s) => s.maxBodyBytes <= 256 * 1024 * 1024, 'the limit is over 256 MiB');

export const tooLarge: readonly Check[] = checks('TOO-LARGE', {
  'a body over the limit is refused, the rest of the batch is unharmed': {
    fit: affordable,
    run: async (lab) => {
      const adapter = await lab.connect();
      const large = lab.task({ body: new Uint8Array(lab.supports.maxBodyBytes + 1) });
      const batch = [lab.task({ id: 'a' }), large, lab.task({ id: 'b' })];
      assert.deepEqual(outcomes(await adapter.put(lab.queue, batch)), ['ok', 'too-large', 'ok']);
      assert.deepEqual((await lab.drain(adapter)).toSorted(), ['a', 'b']);
    },
  },

  'a body of exactly the limit is accepted': {
    fit: affordable,
    run: async (lab) => {
      const adapter = await lab.connect();
      const body = new Uint8Array(lab.supports.maxBodyBytes).fill(165);
      await lab.put(adapter, [lab.task({ body })]);
      sameBytes((await lab.take(adapter)).body, body);
    },
  },

  'a refused body leaves nothing behind': {
    fit: [affordable, needs('STATS')],
    run: async (lab) => {
      const adapter = await lab.connect();
      const large = lab.task({ body: new Uint8Array(lab.supports.maxBodyBytes + 1) });
      assert.deepEqual(outcomes(await adapter.put(lab.queue, [large])), ['too-large']);
      const { ready, delayed, reserved, held } = await adapter.stats(lab.queue);
      assert.deepEqual(
        { ready, delayed, reserved, held },
        { ready: 0, delayed: 0, reserved: 0, held: 0 },
      );
      await lab.put(adapter, [{ ...large, body: new Uint8Array([1]) }]);
    },
  },
});
