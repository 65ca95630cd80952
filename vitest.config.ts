import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { defineConfig } from 'vitest/config';

const at = (p: string): string => fileURLToPath(new URL(p, import.meta.url));

// Tests run against src, without a build, through this export condition; the published
// package.json does not have it (publishConfig.exports).
const conditions: string[] = ['@jq/source', 'module', 'node', 'development|production'];

// Inline projects: folder projects ('packages/*') would not inherit `resolve`, and with
const resolve = { resolve: { conditions }, ssr: { resolve: { conditions } } };
const dirs = readdirSync(at('./packages')).filter((dir) =>
  existsSync(at(`./packages/${dir}/package.json`)),
);
const projects = dirs.map((dir) => {
  const manifest = JSON.parse(readFileSync(at(`./packages/${dir}/package.json`), 'utf8')) as {
    name: string;
  };
  return {
    ...resolve,
    root: at(`./packages/${dir}`),
    test: { name: manifest.name, include: ['test/**/*.test.ts'] },
  };
});

export default defineConfig({
  ...resolve,
  test: {
    projects,
    reporters: ['default', at('./test/counts-reporter.ts')],
    coverage: {
      provider: 'v8',
      include: ['packages/*/src/**/*.ts'],
      reporter: ['text-summary', 'json-summary', 'html'],
      thresholds: { lines: 80 },
    },
  },
});
