// The examples of the documentation, taken from it so that they cannot drift.
import { transform } from 'esbuild';

const BLOCK = /^```ts\n([\s\S]*?)^```/m;
const PRINTS = /^\s*```text\n([\s\S]*?)^```/m;

/**
 * The first TypeScript block of a document, and what it prints: the text block right after it.
 * @returns {{ code: string, prints: string | undefined } | undefined}
 */
export function exampleOf(markdown) {
  const block = BLOCK.exec(markdown);
  if (block === null) return undefined;
  const rest = markdown.slice(block.index + block[0].length);
  const prints = PRINTS.exec(rest);
  return { code: block[1], prints: prints?.index === 0 ? prints[1] : undefined };
}

/** The same program as CommonJS: `require()` for `import`, the rest inside an async function. */
export async function asCommonJs(code) {
  const { code: script } = await transform(code, { loader: 'ts', format: 'esm', target: 'node20' });
  const imports = /^import \{([^}]*)\} from ("[^"]+"|'[^']+');?$/gm;
  const required = [...script.matchAll(imports)].map(
    ([, names, from]) => `const {${names.replaceAll(' as ', ': ')}} = require(${from});`,
  );
  const body = script.replace(imports, '').trim();
  if (/^\s*(import|export) /m.test(body)) throw new Error(`cannot turn into CommonJS:\n${body}`);
  return `${required.join('\n')}\n(async () => {\n${body}\n})();\n`;
}
