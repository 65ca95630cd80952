import { type Adapter, connect } from '@jq/core';
import type { ServerAddress } from '@jq/core/tcp';
import { expect, test } from 'vitest';

export interface Addressed<O> {
  /** Those that it answers to; the first is its name. */
  readonly schemes: readonly [string, ...string[]];
  readonly defaultPort: number;
  readonly parseDsn: (dsn: string) => {
    readonly servers: readonly ServerAddress[];
    readonly options: O;
  };
  readonly create: (dsn: string, options?: O) => Adapter;
  /** What `connect` of core finds in the package. */
  readonly adapter: { readonly scheme: string; readonly fromDsn: (dsn: string) => Adapter };
  /** Options in an address, and as they are read there. */
  readonly query: string;
  readonly options: O;
  /** What a query must not say. */
  readonly badQueries: readonly string[];
  readonly badOptions: readonly O[];
}

const BAD_ADDRESSES = [
  '',
  'redis://host',
  'host:0',
  'host:65536',
  'host:x',
  'host:99999',
  'user:secret@host',
  'one,,two',
  'one,one',
  'host/path',
  'host?nonsense=1',
  'host?answerMs=0',
];

/** How the servers of an adapter are named, with its options. */
export function testAddresses<O>(addressed: Addressed<O>): void {
  testReading(addressed);
  testRefusing(addressed);
  testStrangeArguments(addressed);
  testConnect(addressed);
}

function testReading<O>({ parseDsn, schemes, defaultPort, query, options }: Addressed<O>): void {
  test('addresses are read with and without scheme, port, options', () => {
    const local = [{ host: 'localhost', port: defaultPort }];
    expect(parseDsn('localhost').servers).toEqual(local);
    for (const scheme of schemes) {
      expect(parseDsn(`${scheme}://localhost`).servers).toEqual(local);
      expect(parseDsn(`${scheme}://localhost:${defaultPort}/`).servers).toEqual(local);
      expect(parseDsn(`${scheme}://one:1,two`).servers).toEqual([
        { host: 'one', port: 1 },
        { host: 'two', port: defaultPort },
      ]);
    }
    expect(parseDsn('[::1]:7').servers).toEqual([{ host: '::1', port: 7 }]);
    expect(parseDsn(`${schemes[0]}://h?${query}`)).toEqual({
      servers: [{ host: 'h', port: defaultPort }],
      options,
    });
  });
}

function testRefusing<O>({ create, schemes, badQueries, badOptions }: Addressed<O>): void {
  const invalid = expect.objectContaining({ code: 'invalid' }) as Error;
  const queries = badQueries.map((query) => `host?${query}`);
  test.each([...BAD_ADDRESSES, `${schemes[0]}://`, ...queries])(
    'the address %j is refused',
    (dsn) => {
      expect(() => create(dsn)).toThrow(invalid);
    },
  );

  test('a password that was put there by mistake is not shown', () => {
    expect(() => create('user:secret@host')).toThrow(/^(?!.*secret)/);
  });

  test('options are checked', () => {
    for (const options of badOptions) expect(() => create('localhost', options)).toThrow(invalid);
  });
}

function testStrangeArguments<O>({ create, schemes }: Addressed<O>): void {
  const invalid = expect.objectContaining({ code: 'invalid' }) as Error;
  test('an option nobody knows is refused with the nearest name', () => {
    const misspelt = { answerMS: 5 } as unknown as O;
    expect(() => create('localhost', misspelt)).toThrow(/"answerMS", did you mean answerMs\?/);
    expect(() => create('localhost?anserMs=5')).toThrow(/"anserMs", did you mean answerMs\?/);
  });

  test.each([5, null, {}, [], () => 'localhost', Promise.resolve('localhost')])(
    'what is no address is refused: %s',
    (dsn) => {
      expect(() => create(dsn as unknown as string)).toThrow(invalid);
    },
  );

  test.each([5, 'x', [], () => ({}), new Map(), null])(
    'what are no options is refused: %s',
    (o) => {
      expect(() => create('localhost', o as unknown as O)).toThrow(invalid);
    },
  );

  test('the text says which part is wrong', () => {
    expect(() => create('localhost:99999')).toThrow(
      /port 99999: use a whole number from 1 to 65535/,
    );
    expect(() => create('http://localhost')).toThrow(/the scheme "http:"/);
    expect(() => create(`${schemes[0]}://one,two/three`)).toThrow(/"two\/three" is no server/);
    expect(() => create('user:secret@host')).toThrow(/takes no user and no password/);
  });
}

function testConnect<O>({ adapter, schemes: [scheme] }: Addressed<O>): void {
  test('connect finds the adapter by its scheme', async () => {
    expect(adapter.scheme).toBe(scheme);
    expect(adapter.fromDsn(`${scheme}://127.0.0.1:1`).name).toBe(scheme);
    await expect(connect(`${scheme}://h?nonsense=1`)).rejects.toMatchObject({ code: 'invalid' });
  });
}
