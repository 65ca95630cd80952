// What an install of core and one adapter may bring: the two, the client of the adapter's broker,
// and what that client depends on.
import assert from 'node:assert/strict';

/** All that comes with the client of an adapter, but for the packages of the client's vendor. */
const CLIENTS = {
  '@jq/redis': {
    direct: ['ioredis'],
    installed: [
      '@ioredis/commands',
      'cluster-key-slot',
      'debug',
      'denque',
      'ioredis',
      'ms',
      'redis-errors',
      'standard-as-callback',
    ],
    vendors: [],
  },
  '@jq/sqs': {
    direct: ['@aws-sdk/client-sqs'],
    installed: ['bowser', 'tslib'],
    // What a vendor splits its client into changes from release to release.
    vendors: ['@aws-sdk/', '@aws/', '@smithy/'],
  },
};
const NONE = { direct: [], installed: [], vendors: [] };

/** The dependencies that a package of ours may have. */
export function dependenciesOf(name) {
  return name === '@jq/core' ? [] : ['@jq/core', ...(CLIENTS[name] ?? NONE).direct];
}

/** Whether an install of these packages of ours brings anything that is not ours. */
export function bringsOthers(ours) {
  return ours.some((name) => CLIENTS[name] !== undefined);
}

/** Checks that these packages of ours and their clients arrived, and nothing else. */
export function checkArrivals(arrived, ours) {
  const clients = ours.map((name) => CLIENTS[name] ?? NONE);
  const vendors = clients.flatMap((client) => client.vendors);
  const names = arrived.map(({ name }) => name);
  const listed = names.filter((name) => !vendors.some((vendor) => name.startsWith(vendor)));
  const expected = [...ours, ...clients.flatMap((client) => client.installed)];
  assert.deepEqual(new Set(listed), new Set(expected), 'packages that arrived');
  const lowest = arrived.find(({ name }) => name === '@jq/core').manifest.engines.node;
  for (const { name, manifest } of arrived)
    assert.ok(
      admits(manifest.engines?.node, lowest),
      `${name}@${manifest.version} needs Node ${manifest.engines?.node}, ours promise ${lowest}`,
    );
}

/**
 * Whether a package that asks for `range` runs on the lowest Node of `lowest` (">=20.19"). Ranges
 * of one or more ">=", "^" or "~" versions with "||" between them; others are refused.
 */
function admits(range = '*', lowest) {
  const node = numbers(lowest.replace('>=', ''));
  return range.split('||').some((part) => {
    const [, sign, version] = /^\s*(>=|\^|~|)\s*v?([\d.*x]+)\s*$/.exec(part) ?? [];
    if (version === undefined) throw new Error(`engines.node "${range}" cannot be read`);
    const wanted = numbers(version);
    const same = wanted.findIndex((number, at) => number !== node[at]);
    const above = same === -1 || wanted[same] < node[same];
    if (sign === '>=' || version === '*') return above;
    return above && same !== 0;
  });
}

function numbers(version) {
  const parts = version.split('.').map((part) => Number.parseInt(part, 10) || 0);
  return [parts[0] ?? 0, parts[1] ?? 0, parts[2] ?? 0];
}
