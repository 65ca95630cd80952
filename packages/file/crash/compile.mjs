import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const packages = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Compiles @jq/core, @jq/file and this harness from source into a new temporary folder, so that a
 * build or an edit during a run can't change what is under test. The caller removes the folder.
 *
 * @returns {Promise<{ folder: string, url: (path: string) => string }>} `url('file/crash/main')`
 *   gives the address of that module's compiled form.
 */
export async function compile() {
  const folder = mkdtempSync(join(tmpdir(), 'jq-compiled-'));
  const project = join(folder, 'tsconfig.json');
  writeFileSync(project, JSON.stringify(settings(folder)));
  const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
  try {
    await promisify(execFile)(process.execPath, [tsc, '-p', project]);
  } catch (error) {
    throw new Error(`the sources do not compile:\n${error.stdout || error.message}`, {
      cause: error,
    });
  }
  linkPackages(folder);
  return { folder, url: (path) => new URL(`file://${join(folder, path)}.js`).href };
}

const require = createRequire(import.meta.url);

function settings(folder) {
  return {
    extends: join(packages, '../tsconfig.base.json'),
    compilerOptions: {
      // The checks are the build's business; this is only about getting JavaScript.
      noCheck: true,
      noEmitOnError: false,
      composite: false,
      isolatedDeclarations: false,
      declaration: false,
      declarationMap: false,
      customConditions: ['@jq/source'],
      typeRoots: [join(packages, 'file/node_modules/@types')],
      rootDir: packages,
      outDir: folder,
    },
    files: [
      join(packages, 'core/src/index.ts'),
      join(packages, 'core/src/adapter/index.ts'),
      join(packages, 'core/src/testing.ts'),
      join(packages, 'file/src/index.ts'),
      join(packages, 'file/crash/main.ts'),
      join(packages, 'file/crash/actor.ts'),
      join(packages, 'file/crash/in-process.ts'),
    ],
  };
}

/** Makes `import '@jq/core'` and `import '@jq/file'` find the compiled sources. */
function linkPackages(folder) {
  mkdirSync(join(folder, 'node_modules/@jq'), { recursive: true });
  for (const name of ['core', 'file']) {
    const { exports } = JSON.parse(readFileSync(join(packages, name, 'package.json'), 'utf8'));
    const doors = Object.entries(exports).filter(([, target]) => typeof target === 'object');
    const sources = doors.map(([door, target]) => [
      door,
      target['@jq/source'].replace(/\.ts$/, '.js'),
    ]);
    const manifest = { name: `@jq/${name}`, type: 'module', exports: Object.fromEntries(sources) };
    writeFileSync(join(folder, name, 'package.json'), JSON.stringify(manifest));
    symlinkSync(join('../..', name), join(folder, 'node_modules/@jq', name));
  }
}
