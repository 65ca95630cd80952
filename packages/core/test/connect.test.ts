import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import Module from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { connect, memory } from '@jq/core';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

const cwd = process.cwd();
const [, main = ''] = process.argv;
// A new one for each test: what was imported once stays imported.
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jq-connect-'));
  // The program is not the test runner, near which the packages of this repository are found.
  process.argv[1] = join(folder, 'main.js');
  process.chdir(folder);
});

// pnpm gives the test runner a NODE_PATH, by which every package of this repository counts as
// installed.
beforeAll(() => {
  vi.stubEnv('NODE_PATH', '');
  (Module as unknown as { _initPaths(): void })._initPaths();
});

afterEach(() => {
  vi.unstubAllEnvs();
  process.chdir(cwd);
  process.argv[1] = main;
  rmSync(folder, { recursive: true, force: true });
});

/** Installs a package where the program runs, not where @jq/core is. */
function install(name: string, source: string): void {
  const home = join(folder, 'node_modules', name);
  mkdirSync(home, { recursive: true });
  writeFileSync(
    join(home, 'package.json'),
    `{"name":"${name}","type":"module","exports":"./index.js"}`,
  );
  writeFileSync(join(home, 'index.js'), source);
}

describe('connect', () => {
  it('opens a memory adapter of its own each time', async () => {
    const [a, b] = [await connect('memory:'), await connect('memory:')];
    expect(a.name).toBe('memory');
    expect(a).not.toBe(b);
  });

  it('goes by JQ_DSN', async () => {
    vi.stubEnv('JQ_DSN', 'memory:');
    expect((await connect()).name).toBe('memory');
    vi.stubEnv('JQ_DSN', '');
    await expect(connect()).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('JQ_DSN'),
    });
  });

  it('says which package a known scheme needs', async () => {
    await expect(connect('gearman://:secret@host')).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('npm i @jq/gearman'),
    });
  });

  it.each([
    ['foo://:secret@host', 'unsupported'],
    ['constructor:secret', 'unsupported'],
    ['secret', 'invalid'],
    ['//secret', 'invalid'],
  ])('says what is wrong with %s without quoting it', async (dsn, code) => {
    const error = await connect(dsn).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code });
    expect(String(error)).not.toContain('secret');
  });

  it('says which packages it looked for', async () => {
    await expect(connect('acme:x')).rejects.toThrow(/"acme:": neither @jq\/acme nor @acme\/jq/);
  });

  it("opens a third party's scheme like ours", async () => {
    install(
      '@acme/jq',
      `export const adapter = { scheme: 'acme', fromDsn: (dsn) => ({ dsn, open() { this.opened = true } }) }`,
    );
    expect(await connect('acme://x')).toMatchObject({ dsn: 'acme://x', opened: true });
  });

  it('takes an adapter that it is given before any package', async () => {
    const mine = { scheme: 'redis', spellings: ['toy'], fromDsn: () => memory() };
    for (const dsn of ['redis://x', 'toy:x', 'memory:'])
      expect((await connect(dsn, { adapters: [mine] })).name).toBe('memory');
  });

  it('refuses an option nobody knows', async () => {
    await expect(connect('memory:', { adapter: [] } as never)).rejects.toThrow(
      /unknown option "adapter", did you mean adapters\?/,
    );
  });

  it('loads what the program installed, and opens it', async () => {
    install(
      '@jq/gearman',
      `export const adapter = { scheme: 'gearman', fromDsn: (dsn) => ({ dsn, open() { this.opened = true } }) }`,
    );
    expect(await connect('gearman://x')).toMatchObject({ dsn: 'gearman://x', opened: true });
  });

  it('closes what did not open', async () => {
    install(
      '@jq/sqs',
      `let closed = 0;
       export const adapter = { fromDsn: () => ({
         open: async () => { throw Object.assign(new Error('no route'), { closed: () => closed }) },
         close: async () => { closed++ } }) }`,
    );
    const error = (await connect('sqs://x').catch((reason: unknown) => reason)) as {
      message: string;
      closed: () => number;
    };
    expect([error.message, error.closed()]).toEqual(['no route', 1]);
  });

  it('hides what a foreign error of the package says', async () => {
    install(
      '@jq/beanstalkd',
      `export const adapter = { fromDsn: (dsn) => { throw new TypeError('Invalid URL ' + dsn) } }`,
    );
    const error = await connect('beanstalkd://:secret@h').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'invalid' });
    expect(error).not.toHaveProperty('cause');
    expect(String(error)).not.toContain('secret');
  });

  it('tells a package without an adapter from one that is missing', async () => {
    install('@jq/gearman', 'export {}');
    await expect(connect('gearman://x')).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('no adapter'),
    });
  });
});
