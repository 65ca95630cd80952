import { supports } from '../supports.js';

/** Parts of a list, each small enough for one request. */
export function slicesOf<T>(items: readonly T[]): readonly (readonly T[])[] {
  const { maxBatch } = supports;
  if (items.length <= maxBatch) return [items];
  const slices: T[][] = [];
  for (let at = 0; at < items.length; at += maxBatch) slices.push(items.slice(at, at + maxBatch));
  return slices;
}
