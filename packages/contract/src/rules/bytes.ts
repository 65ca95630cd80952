import { type Check, checks, needs, where } from '../check.js';
import { allOk, sameBytes } from '../expectations.js';
import type { Lab } from '../lab.js';
import { RandomSource } from '../random-source.js';

// Enough to cross every buffer; larger limits are a matter of memory, not of correctness.
const LARGE = 8 * 1024 * 1024;

/** Bytes without pattern, the same on every run. */
function noise(length: number): Uint8Array {
  const random = new RandomSource(length);
  const words = Uint32Array.from({ length: Math.ceil(length / 4) }, () => random.below(2 ** 32));
  return new Uint8Array(words.buffer, 0, length);
}

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

async function survive(lab: Lab, bodies: readonly Uint8Array[]): Promise<void> {
  const adapter = await lab.connect();
  const sent = bodies.map((body) => lab.task({ body }));
  await lab.put(adapter, sent);
  for (let left = sent.length; left > 0; left -= 1) {
    const got = await lab.take(adapter);
    const task = sent.find((each) => each.id === got.lease.taskId);
    sameBytes(got.body, task?.body ?? new Uint8Array());
    allOk(await adapter.complete([got.lease]), 1);
  }
}

export const bytes: readonly Check[] = checks('BYTES', {
  'an empty body stays empty': (lab) => survive(lab, [new Uint8Array()]),

  'every byte value survives': (lab) =>
    survive(lab, [
      Uint8Array.from({ length: 256 }, (_, value) => value),
      Uint8Array.from({ length: 256 }, (_, value) => 255 - value),
    ]),

  'bytes that end lines, records and strings elsewhere survive': (lab) =>
    survive(
      lab,
      [
        '\0',
        '\r\n',
        '\n',
        '\r\n.\r\n',
        'a\0b',
        '"',
        '\\',
        '{"a":[]}',
        '[9007199254740993]',
        '%00',
        ' ',
        '\u2028',
        '😀',
      ].map(text),
    ),

  'invalid UTF-8 survives': (lab) =>
    survive(
      lab,
      [
        [0xff],
        [0xc3, 0x28],
        [0xed, 0xa0, 0x80],
        [0xf0, 0x9f],
        [0xef, 0xbb, 0xbf],
        [0xc0, 0x80],
      ].map((each) => Uint8Array.from(each)),
    ),

  'bodies of many lengths survive in one batch': (lab) =>
    survive(
      lab,
      [1, 2, 7, 63, 64, 65, 255, 256, 1023, 4095, 4096, 4097, 16_385]
        .filter((length) => length <= lab.supports.maxBodyBytes)
        .map(noise),
    ),

  'a large body survives': (lab) =>
    survive(lab, [noise(Math.min(LARGE, lab.supports.maxBodyBytes))]),

  'a body that is a window on a larger buffer is sent as the window': (lab) =>
    survive(lab, [Buffer.from('xxABCxx').subarray(2, 5), noise(64).subarray(8, 24)]),

  'changing a body after put changes nothing': async (lab) => {
    const adapter = await lab.connect();
    const task = lab.task({ body: text('before') });
    await lab.put(adapter, [task]);
    task.body.fill(0);
    const got = await lab.take(adapter);
    sameBytes(got.body, text('before'));
    got.body.fill(1);
    allOk(await adapter.retry([{ lease: got.lease, delayMs: 0 }]), 1);
    sameBytes((await lab.take(adapter)).body, text('before'));
  },

  'a retried body is the same': async (lab) => {
    const adapter = await lab.connect();
    const body = noise(1000);
    await lab.put(adapter, [lab.task({ body })]);
    for (let round = 0; round < 3; round += 1) {
      const got = await lab.take(adapter);
      sameBytes(got.body, body);
      allOk(await adapter.retry([{ lease: got.lease, delayMs: 0 }]), 1);
    }
  },

  'a peeked body is the same': {
    fit: [needs('PEEK'), where((s) => s.peek.includes('ready'), 'peek does not show ready tasks')],
    run: async (lab) => {
      const adapter = await lab.connect();
      const body = noise(300);
      await lab.put(adapter, [lab.task({ body })]);
      const [view] = await adapter.peek(lab.queue, 'ready', 1);
      sameBytes(view?.body ?? new Uint8Array(), body);
    },
  },
});
