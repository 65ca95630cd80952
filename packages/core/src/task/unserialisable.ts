/**
 * What JSON would drop or change without a word: functions, symbols, NaN, maps, sets and binary data.
 * Absent properties (`undefined`) are left out as usual. The value must have no cycles.
 * @returns what is wrong, or undefined
 */
export function unserialisable(value: unknown, name: string): string | undefined {
  const atTop = problemOf(value, name);
  if (atTop !== undefined || typeof value !== 'object' || value === null) return atTop;
  const open: object[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof (next as { toJSON?: unknown }).toJSON === 'function') continue;
    const inArray = Array.isArray(next);
    for (const key in next) {
      const inner = (next as Record<string, unknown>)[key];
      if (typeof inner === 'object' && inner !== null) open.push(inner);
      if (typeof inner === 'string') continue;
      const problem = problemOf(inner, key);
      if (problem !== undefined) return problem;
      if (inner === undefined && inArray) return `undefined at index ${key} would become null`;
    }
  }
  return undefined;
}

function problemOf(value: unknown, name: string): string | undefined {
  if (typeof value === 'function' || typeof value === 'symbol')
    return `${name} is a ${typeof value}`;
  if (typeof value === 'number' && !Number.isFinite(value))
    return `${name} is ${value}, JSON has no such number`;
  return typeof value === 'object' ? objectProblem(value, name) : undefined;
}

function objectProblem(value: object | null, name: string): string | undefined {
  if (value === null || Array.isArray(value)) return undefined;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return undefined;
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer)
    return `${name} is binary: pass a reference to it, or text such as base64`;
  if (value instanceof Map || value instanceof Set)
    return `${name} is a ${value.constructor.name}: pass an array or a plain object`;
  return undefined;
}
