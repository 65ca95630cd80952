import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { defineConfig } from 'vitest/config';

import { CountsReporter } from './test/counts-reporter.js';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

// Tests run against src, without a build, through this export condition; the published
// package.json does not have it (publishConfig.exports).
const conditions: string[] = ['@jq/source', 'node', 'development|production'];
const resolve = { resolve: { conditions }, ssr: { resolve: { conditions } } };

interface Manifest {
  readonly name: string;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

// Inline projects: folder projects ('packages/*') would not inherit `resolve`, and with
// `extends: true` each project would run globalSetup again.
const projects = ['packages', 'apps', 'tools'].flatMap((group) =>
  readdirSync(at(`./${group}`))
    .filter((dir) => existsSync(at(`./${group}/${dir}/package.json`)))
    .map((dir) => {
      const root = at(`./${group}/${dir}`);
      const manifest = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as Manifest;
      return {
        ...resolve,
        root,
        test: {
          name: manifest.name,
          include: ['test/**/*.test.ts'],
          globalSetup: setUpFor(group, dir, manifest),
          ...(group === 'apps' ? { testTimeout: 60_000 } : {}),
        },
      };
    }),
);

/** What must be there before any test of a project. */
function setUpFor(group: string, dir: string, manifest: Manifest): string[] {
  const needsBrokers = manifest.devDependencies?.['@jq/brokers'] !== undefined;
  return [
    // They start processes of their own, which run what was built.
    ...(group === 'apps' || dir === 'crash' ? [at('./test/build.ts')] : []),
    // Installing a broker takes longer than a test may.
    ...(needsBrokers || dir === 'brokers' || dir === 'crash' ? [at('./test/brokers.ts')] : []),
  ];
}

export default defineConfig({
  ...resolve,
  test: {
    projects: [
      ...projects,
      {
        root: at('./test'),
        test: {
          name: 'house',
          include: ['**/*.test.ts'],
          globalSetup: [at('./test/build.ts')],
          testTimeout: 120_000,
        },
      },
    ],
    // Most of a run is waiting: for brokers, for leases to end, for processes that start.
    maxWorkers: 2,
    reporters: ['default', new CountsReporter()],
    coverage: {
      provider: 'v8',
      include: ['packages/*/src/**/*.ts'],
      reporter: ['text-summary', 'json-summary', 'html'],
      thresholds: { lines: 80 },
    },
  },
});
