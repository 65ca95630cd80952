import { type Capabilities, JobQueueError } from '@jq/core';
import {
  adapterOver,
  bandOf,
  bands,
  leasesByClock,
  hops,
  parking,
  resending,
  type Transport,
} from '@jq/core/emulations';
import { memorySupports } from '@jq/core/testing';
import { describe, expect, expectTypeOf, it } from 'vitest';

const rules = {
  ...memorySupports.rules,
  ORDER: 'unsupported',
  HOLD: 'unsupported',
  TOUCH: 'unsupported',
  LAPSE: 'unsupported',
  RETRY: 'unsupported',
  ATTEMPTS: 'unsupported',
  PEEK: 'unsupported',
} as const;
const supports = {
  ...memorySupports,
  rules,
  ordering: 'none',
  maxDelayMs: 900_000,
  priorityLevels: 1,
  peek: [],
} as const satisfies Capabilities;

const nothing = async (): Promise<never[]> => [];
const transport: Transport<typeof supports> = {
  name: 'weak',
  supports,
  open: async () => undefined,
  send: nothing,
  receive: nothing,
  remove: nothing,
  close: async () => undefined,
};

describe('what an emulation declares', () => {
  it('is in the adapter, with its hazard in a sentence, and only there', () => {
    const whole = adapterOver(parking(leasesByClock(resending(hops(bands(transport))))));
    const emulated = Object.entries(whole.supports.rules).filter(
      ([, how]) => typeof how === 'object',
    );
    const names = ['ORDER', 'DELAY', 'LAPSE', 'TOUCH', 'RETRY', 'HOLD', 'ATTEMPTS', 'PEEK'];
    expect(emulated.map(([rule]) => rule).toSorted()).toEqual(names.toSorted());
    for (const [, how] of emulated)
      expect((how as { emulated: string }).emulated).toMatch(/^[A-Z0-9].*\.$/);
    const { ordering, priorityLevels, attempts, peek, maxDelayMs } = whole.supports;
    expect({ ordering, priorityLevels, attempts, peek, maxDelayMs }).toEqual({
      ordering: 'banded',
      priorityLevels: 3,
      attempts: 'explicit-only',
      peek: ['held'],
      maxDelayMs: 31_557_600_000,
    });
  });

  it('is in its type, so that what is missing does not compile', () => {
    const parked = parking(transport);
    expectTypeOf(parked.supports.rules.HOLD).toEqualTypeOf<{ readonly emulated: string }>();
    expectTypeOf(parked.supports.rules.TOUCH).toEqualTypeOf<'unsupported'>();
    expectTypeOf(bands(transport).supports.ordering).toEqualTypeOf<'banded'>();
    const verbs = Object.keys(adapterOver(parked));
    expect(verbs).toContain('hold');
    expect(verbs).not.toContain('touch');
  });

  it('counts attempts in the task only where the broker does not count', () => {
    const counting = { ...supports, rules: { ...rules, ATTEMPTS: 'native' } } as const;
    const { rules: found, attempts } = resending({ ...transport, supports: counting }).supports;
    expect({ ATTEMPTS: found.ATTEMPTS, attempts }).toEqual({
      ATTEMPTS: 'native',
      attempts: 'exact',
    });
  });
});

describe('bands', () => {
  it('have a place for every priority', () => {
    const priorities = [0, 340, 341, 512, 682, 683, 1024, 4_294_967_295];
    expect(priorities.map((priority) => bandOf(priority))).toEqual([0, 0, 1, 1, 1, 2, 2, 2]);
    expect(priorities.map((priority) => bandOf(priority, [1023]))).toEqual([
      0, 0, 0, 0, 0, 0, 1, 1,
    ]);
  });

  it.each([
    [[]],
    [[5, 5]],
    [[7, 3]],
    [[-1]],
    [[1.5]],
    [[4_294_967_295]],
    [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
  ])('refuse thresholds %j', (thresholds) => {
    const making = (): unknown => bands(transport, { thresholds });
    expect(making).toThrow(JobQueueError);
  });

  it('refuse a queue that is a band or the held tasks of another one', async () => {
    const adapter = adapterOver(parking(bands(transport)));
    for (const name of ['mail-p0', 'mail-p9', 'mail-held'])
      await expect(adapter.put(name, [])).rejects.toMatchObject({ code: 'invalid' });
    await expect(adapter.put('mail-p10', [])).resolves.toEqual([]);
  });
});
