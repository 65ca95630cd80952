import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

/**
 * Makes one file of a program or a package and all it imports, to be run by a process that knows no
 * sources.
 */
export async function bundle(entry: URL, outfile: string): Promise<void> {
  await build({
    entryPoints: [fileURLToPath(entry)],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    conditions: ['@jq/source'],
    // Some of what is bundled is no ES module.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
}
