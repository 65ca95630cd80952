import type { Adapter } from './adapter.js';

/**
 * The adapter with some of its verbs replaced: what records, measures or breaks calls is put around
 * an adapter with this. All else goes straight to `adapter`.
 *
 * - Every function keeps its `this`: those of `adapter` get it, those of `verbs` get `verbs`.
 * - A verb that `adapter` lacks stays absent, whatever `verbs` says, since a missing verb is how an
 *   adapter says that its broker can't do something. One given as `undefined` becomes absent.
 * - The members are read once, here. A call costs one bound function more; a Proxy would look up
 *   and bind at every call.
 */
export function decorated<A extends Adapter>(adapter: A, verbs: Partial<Adapter>): A {
  const members: Record<PropertyKey, unknown> = {};
  for (const key of keysOf(adapter)) {
    const source = Object.hasOwn(verbs, key) ? verbs : adapter;
    const value: unknown = Reflect.get(source, key, source);
    if (value !== undefined)
      members[key] = typeof value === 'function' ? value.bind(source) : value;
  }
  return members as unknown as A;
}

/** Names of all that it has, of its classes too. */
function keysOf(adapter: object): Set<string | symbol> {
  const keys = new Set<string | symbol>();
  for (
    let layer: object | null = adapter;
    layer !== null && layer !== Object.prototype;
    layer = Reflect.getPrototypeOf(layer)
  )
    for (const key of Reflect.ownKeys(layer)) if (key !== 'constructor') keys.add(key);
  return keys;
}
