import { readdirSync, readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { at, node } from './command.js';

const IMPORT = /^import \{([^}]*)\} from '(\.[^']*\/dist\/[^']*)';$/gm;

/** What benches and scripts import of built packages: nobody type-checks them. */
function imports(): { file: string; url: string; names: string[] }[] {
  return ['bench', 'scripts'].flatMap((folder) =>
    readdirSync(at(folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.mjs') && !path.includes('node_modules'))
      .flatMap((path) => {
        const text = readFileSync(at(`${folder}/${path}`), 'utf8');
        return [...text.matchAll(IMPORT)].map(([, names = '', spec = '']) => ({
          file: `${folder}/${path}`,
          url: new URL(spec, `file://${at(`${folder}/${path}`)}`).href,
          names: names.split(',').map((name) => name.trim().replace(/ as .*/, '')),
        }));
      }),
  );
}

test('what benches import of the packages is there', async () => {
  const all = imports();
  expect(all.length).toBeGreaterThan(10);
  const program = `const missing = [];
    for (const { file, url, names } of ${JSON.stringify(all)}) {
      const found = await import(url).catch(({ message }) => void missing.push(file + ': ' + message));
      for (const name of names)
        if (found && name && !(name in found)) missing.push(file + ': no ' + name + ' in ' + url);
    }
    console.log(JSON.stringify(missing));`;
  const { stdout } = await node(['--input-type=module', '-e', program]);
  expect(JSON.parse(stdout)).toEqual([]);
});
