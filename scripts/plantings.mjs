// One violation or more per check: what `npm run prove-checks` plants, and what the check must then
// say.

const path = (...parts) => `/${parts.join('/')}/`;
const long = (lines, text) => `${Array.from({ length: lines }, () => text).join('\n')}\n`;
const add = (text) => (before) => `${before}${text}`;
const file = (text) => () => text;
const manifest = (change) => (before) => {
  const json = JSON.parse(before);
  change(json);
  return `${JSON.stringify(json, null, 2)}\n`;
};

/**
 * @param {string} check
 * @param {string} what is planted
 * @param {Record<string, (before: string) => string | undefined>} changes of files; without an
 *   answer the file is removed
 * @param {RegExp} expected in the output of the check
 */
const plantAll = (check, what, changes, expected) => ({ check, what, changes, expected });
const plant = (check, what, file, change, expected) =>
  plantAll(check, what, { [file]: change }, expected);
/** A commit on top of the history, with this subject. */
const plantCommit = (check, what, subject, expected) => ({
  ...plantAll(check, what, {}, expected),
  subject,
});

export const PLANTINGS = [
  plant(
    'build',
    'a type error in a source',
    'packages/core/src/planted.ts',
    file("export const planted: number = 'x';\n"),
    /planted\.ts/,
  ),
  plant(
    'types',
    'a type error in a test',
    'packages/core/test/planted.test.ts',
    file("export const planted: number = 'x';\n"),
    /planted\.test\.ts/,
  ),
  plant(
    'workspace',
    'a program that nobody compiles',
    'packages/core/planted/tsconfig.json',
    file('{ "extends": "../../../tsconfig.base.json" }\n'),
    /planted\/tsconfig\.json/,
  ),
  plant(
    'lint',
    'a promise nobody awaits',
    'packages/core/src/planted.ts',
    file('export function planted(): void {\n  Promise.resolve(1);\n}\n'),
    /no-floating-promises/,
  ),
  plant(
    'lint',
    'core imports a package',
    'packages/core/src/planted.ts',
    file("export { expect } from 'vitest';\n"),
    /depends on Node alone/,
  ),
  plant(
    'lint',
    'an adapter imports more than core',
    'packages/file/src/planted.ts',
    file("export * from '@jq/contract';\n"),
    /core (only|alone)/,
  ),
  plant(
    'lint',
    'a default export',
    'packages/core/src/planted.ts',
    file('export default 1;\n'),
    /no-default-export/,
  ),
  plant(
    'lint',
    'a function of 41 lines',
    'packages/core/src/planted.ts',
    file(`export function planted(): void {\n${long(39, '  void 0;')}}\n`),
    /max-lines-per-function/,
  ),
  plant(
    'format',
    'double quotes',
    'packages/core/src/planted.ts',
    file('export const planted = "x";\n'),
    /planted\.ts/,
  ),
  plant(
    'boundaries',
    'an import that is not declared',
    'packages/file/src/planted.ts',
    file("export { build } from 'esbuild';\n"),
    /esbuild/,
  ),
  plant(
    'boundaries',
    'core depends on an adapter',
    'packages/core/src/planted.ts',
    file("export { file } from '@jq/file';\n"),
    /@jq\/file/,
  ),
  plant(
    'workspace',
    'an empty block of dependencies',
    'packages/core/package.json',
    manifest((json) => (json.dependencies = {})),
    /dependencies/,
  ),
  plant(
    'workspace',
    'a version that is not of the catalog',
    'packages/file/package.json',
    manifest((json) => (json.devDependencies.typescript = '5.9.3')),
    /typescript is 5\.9\.3/,
  ),
  plant(
    'workspace',
    'a package that differs from the others',
    'packages/file/package.json',
    manifest((json) => (json.engines.node = '>=22')),
    /"engines" differs/,
  ),
  plant(
    'unused',
    'a file nobody imports',
    'packages/core/src/planted.ts',
    file('export const planted = 1;\n'),
    /planted\.ts/,
  ),
  plant(
    'unused',
    'a dependency nobody imports',
    'packages/core/package.json',
    manifest((json) => (json.devDependencies.fauxqs = 'catalog:')),
    /fauxqs/,
  ),
  plant(
    'publint',
    'an entry point that is not there',
    'packages/file/package.json',
    manifest((json) => (json.publishConfig.exports['.'].default = './dist/planted.js')),
    /planted\.js/,
  ),
  plant(
    'api',
    'a new export',
    'packages/core/src/adapter/checks.ts',
    add('\nexport const planted = 1;\n'),
    /api\/core-adapter\.d\.ts/,
  ),
  plant(
    'sizes',
    'a file of 301 lines',
    'packages/core/src/planted.ts',
    file(long(301, 'export {};')),
    /301 lines/,
  ),
  plant(
    'sizes',
    'a name that says nothing',
    'packages/core/src/string-utils.ts',
    file('export const planted = 1;\n'),
    /says nothing/,
  ),
  plant(
    'sizes',
    'a contract test of more than 15 lines',
    'packages/file/test/contract.test.ts',
    add(long(16, 'export {};')),
    /the limit is 15/,
  ),
  plantAll(
    'floor',
    'a step of one file as a file',
    {
      'packages/core/src/queue/planted.ts': file('export const planted = 1;\n'),
      'packages/core/src/queue/queue.ts': add("\nimport { planted } from './planted.js';\n"),
    },
    /queue\/planted\.ts: 1 lines of code, only for packages\/core\/src\/queue\/queue\.ts/,
  ),
  plant(
    'skeleton',
    'an adapter without its table of errors',
    'packages/beanstalkd/src/errors.ts',
    () => undefined,
    /beanstalkd\/src: errors\.ts is missing/,
  ),
  plant(
    'words',
    'a comment of 101 columns',
    'packages/core/src/planted.ts',
    file(`// ${'x'.repeat(98)}\nexport const planted = 1;\n`),
    /planted\.ts:1: a comment/,
  ),
  plant(
    'words',
    'a name with two meanings',
    'packages/file/src/planted.ts',
    file('export class LeaseBook {}\n'),
    /LeaseBook is declared in .* and /,
  ),
  plant(
    'words',
    'a metaphor',
    'packages/file/src/planted.ts',
    file('export class ReserveDesk {}\n'),
    /"Desk" is a metaphor/,
  ),
  plantCommit(
    'words',
    'a commit without a scope',
    'Mend the queue',
    /Mend the queue: begin with a scope/,
  ),
  plant(
    'texts',
    'a path of one machine',
    'README.md',
    add(`\nSee ${path('home', 'somebody')}queue\n`),
    /absolute path/,
  ),
  plant(
    'texts',
    'a registry host',
    'README.md',
    add(`\nSee ${['registry', 'example', 'com'].join('.')}\n`),
    /registry host/,
  ),
  plant(
    'texts',
    'a download address in the lockfile',
    'pnpm-lock.yaml',
    add(`\n# ${['https:', '', 'example.invalid', 'x.tgz'].join('/')}\n`),
    /download address/,
  ),
  plant(
    'links',
    'a link to a missing file',
    'README.md',
    add('\n[planted](docs/planted.md)\n'),
    /planted\.md/,
  ),
  plant(
    'links',
    'a link to a missing heading',
    'README.md',
    add('\n[planted](CONTRIBUTING.md#planted)\n'),
    /no such heading/,
  ),
  plant(
    'links',
    'a page under another name than its title',
    'docs/README.md',
    (before) => before.replace('[Redis]', '[Queues in Redis]'),
    /the title is "Redis"/,
  ),
  plant(
    'links',
    'a path that is not there, in a code span',
    'packages/file/README.md',
    add('\n`journal/planted.ts` holds it\n'),
    /`journal\/planted\.ts` does not exist/,
  ),
  plant(
    'links',
    'a script that is not there',
    'README.md',
    add('\n`npm run planted`\n'),
    /npm script "planted"/,
  ),
  plant(
    'adapters',
    'a table that was edited by hand',
    'docs/adapters.md',
    add('\nplanted\n'),
    /adapters\.md/,
  ),
];
