import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const require = createRequire(import.meta.url);
const packages = fileURLToPath(new URL('../../', import.meta.url));

/** The fixtures as JavaScript, compiled from source, for runs outside vitest. */
export interface Compiled {
  /** Path of a fixture, by its name without extension. */
  fixture(name: string): string;
  remove(): void;
}

export async function compileFixtures(): Promise<Compiled> {
  const folder = mkdtempSync(join(tmpdir(), 'jq-contract-'));
  const project = join(folder, 'tsconfig.json');
  writeFileSync(project, JSON.stringify(settings(folder)));
  const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
  await promisify(execFile)(process.execPath, [tsc, '-p', project]);
  link(folder, '@jq/core');
  link(folder, '@jq/contract');
  const fastCheck = join(packages, 'contract/node_modules/fast-check');
  symlinkSync(fastCheck, join(folder, 'node_modules/fast-check'));
  return {
    fixture: (name) => join(folder, 'contract/test/fixtures', `${name}.js`),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function settings(outDir: string): unknown {
  return {
    extends: join(packages, '../tsconfig.base.json'),
    compilerOptions: {
      // Types are checked elsewhere; this is about getting JavaScript.
      noCheck: true,
      noEmitOnError: false,
      composite: false,
      isolatedDeclarations: false,
      declaration: false,
      declarationMap: false,
      sourceMap: false,
      customConditions: ['@jq/source'],
      typeRoots: [join(packages, 'contract/node_modules/@types')],
      rootDir: packages,
      outDir,
    },
    // Packages that are imported by name are not compiled along.
    include: ['core/src', 'contract/src', 'contract/test/fixtures'].map((each) =>
      join(packages, each),
    ),
  };
}

/** Makes a package's name find its compiled sources. */
function link(folder: string, name: string): void {
  const own = name.replace('@jq/', '');
  const manifest = JSON.parse(readFileSync(join(packages, own, 'package.json'), 'utf8')) as {
    readonly exports: Readonly<Record<string, string | { readonly '@jq/source': string }>>;
  };
  const doors = Object.entries(manifest.exports).flatMap(([door, target]) =>
    typeof target === 'string' ? [] : [[door, target['@jq/source'].replace(/\.ts$/, '.js')]],
  );
  const exports: unknown = Object.fromEntries(doors);
  writeFileSync(
    join(folder, own, 'package.json'),
    JSON.stringify({ name, type: 'module', exports }),
  );
  mkdirSync(join(folder, 'node_modules/@jq'), { recursive: true });
  symlinkSync(join('../..', own), join(folder, 'node_modules', name));
}
