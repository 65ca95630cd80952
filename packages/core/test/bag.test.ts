import fc from 'fast-check';
import { expect, test } from 'vitest';

import { Bag } from '../src/adapter/bag.js';

/** Does the same to both; answers what each said. */
function both(bag: Bag<{ id: number }>, set: Set<{ id: number }>, { what, member }: Step) {
  if (what === 'add') return [bag.add(member), void set.add(member)];
  if (what === 'delete') return [bag.delete(member), set.delete(member)];
  const before = [new Set(bag.drain()), new Set(set)];
  set.clear();
  return before;
}

interface Step {
  readonly what: 'add' | 'delete' | 'drain';
  readonly member: { id: number };
}

test('a bag has what a Set would have, whatever comes and goes', () => {
  const members = Array.from({ length: 6 }, (_, id) => ({ id }));
  const step = fc.record({
    what: fc.constantFrom<Step['what'][]>('add', 'delete', 'drain'),
    member: fc.constantFrom(...members),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const [bag, set] = [new Bag<{ id: number }>(), new Set<{ id: number }>()];
      for (const each of steps) {
        const [said, expected] = both(bag, set, each);
        expect(said).toEqual(expected);
        expect(bag.size).toBe(set.size);
        expect(new Set(bag)).toEqual(set);
        for (const each of members) expect(bag.has(each)).toBe(set.has(each));
      }
    }),
  );
});

test('a member of one bag is in no other', () => {
  const [one, other] = [new Bag<object>(), new Bag<object>()];
  const [member, neighbour] = [{}, {}];
  one.add(member);
  other.add(neighbour);
  expect(other.has(member)).toBe(false);
  expect(other.delete(member)).toBe(false);
  expect([...one]).toEqual([member]);
});

test('what is deleted while it is gone through does no harm', () => {
  const bag = new Bag<{ id: number }>();
  for (let id = 0; id < 5; id += 1) bag.add({ id });
  const seen: number[] = [];
  for (const member of bag) {
    seen.push(member.id);
    bag.delete(member);
  }
  expect(seen).toEqual([0, 1, 2, 3, 4]);
  expect(bag.size).toBe(0);
});
