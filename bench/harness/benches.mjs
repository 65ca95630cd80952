import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The folder of all benches. */
export const BENCH = fileURLToPath(new URL('..', import.meta.url));

/**
 * What `bench.mjs` of a folder exports, with the table that `scenarios.mjs` beside it exports:
 *
 * @typedef {object} Bench
 * @property {readonly string[]} packages folders under packages/ whose build is measured
 * @property {readonly string[]} rivals names in its package.json, which is installed when first
 * needed
 * @property {string} [rivalsLoad] CommonJS that throws if they cannot be used; default: they are
 * found
 * @property {() => Promise<Record<string, string>>} [versions] for the record, beside those of the
 * rivals
 * @property {string} [durability] for the record, where a scenario says nothing else
 * @property {number} rounds unless told otherwise; fewer prove nothing
 * @property {(options?: object) => Promise<import('@jq/brokers').Broker>} [startBroker] a new,
 * empty one;
 *   the options are the scenario's `broker`
 * @property {Record<string, object>} scenarios by their names, in the order of the report
 */

/** Every folder with a `bench.mjs`, by name. @returns {Promise<Record<string, Bench>>} */
export async function loadBenches() {
  const names = readdirSync(BENCH)
    .filter((name) => existsSync(join(BENCH, name, 'bench.mjs')))
    .toSorted();
  const benches = await Promise.all(names.map(async (name) => [name, await loadBench(name)]));
  return Object.fromEntries(benches);
}

/** Loads no rival: they may not be there yet. @returns {Promise<Bench>} */
export async function loadBench(adapter) {
  const load = (file) => import(pathToFileURL(join(BENCH, adapter, file)));
  const [{ bench }, { scenarios }] = await Promise.all([load('bench.mjs'), load('scenarios.mjs')]);
  return { ...bench, scenarios };
}

/** @returns {Promise<object>} as README.md describes it, with its `name` */
export async function loadScenario(adapter, name) {
  const { scenarios } = await loadBench(adapter);
  return { name, ...scenarios[name] };
}
