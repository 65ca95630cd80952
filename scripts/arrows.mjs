// What packages of each kind may import, by the tag in their turbo.json: which kinds, which doors
// of core, how many packages that are not ours; and that core's folders import downwards only.
// turbo.json and ARCHITECTURE.md say the same.
import { basename, dirname, join, normalize } from 'node:path';

import { importsOf } from './source.mjs';
import { conclude, files, textOf } from './tree.mjs';

const AUTHORS = ['@jq/core/adapter', '@jq/core/emulations', '@jq/core/tcp'];
/** A client is what speaks to a broker; the contract suite has its random runs from one package. */
const KINDS = {
  core: { imports: [], doors: [], others: 0 },
  adapter: { imports: ['core'], doors: AUTHORS, others: 1 },
  contract: { imports: ['core'], doors: ['@jq/core', ...AUTHORS, '@jq/core/testing'], others: 1 },
  surface: { imports: ['core', 'surface'], doors: ['@jq/core', '@jq/core/adapter'] },
  app: { imports: ['core', 'adapter', 'surface'], doors: ['@jq/core'] },
  tool: { imports: ['core', 'adapter', 'contract', 'surface', 'tool'] },
};
/** The folders and files of core from the ground up; none imports another of its own floor. */
const FLOORS = [
  ['errors'],
  ['time', 'emitter'],
  ['adapter'],
  ['task', 'emulations', 'tcp', 'memory'],
  ['queue', 'worker', 'connect'],
  ['index', 'testing'],
];
/** What tests may need, whatever they test; turbo does not tell them from sources. */
const FOR_TESTS = ['contract', 'tool'];
const OURS = /^@jq\/[^/]+/;

const json = (path) => JSON.parse(textOf(path));
const all = files();
const packages = all
  .filter((path) => /^[^/]+\/(?:[^/]+\/)?turbo\.json$/.test(path))
  .map((path) => ({ dir: dirname(path), kind: json(path).tags?.[0], tags: json(path).tags }))
  .map((one) => ({ ...one, manifest: json(`${one.dir}/package.json`) }));
const kindOf = new Map(packages.map(({ manifest, kind }) => [manifest.name, kind]));
const problems = [];

for (const one of packages) {
  const { dir, kind, tags, manifest } = one;
  if (tags?.length !== 1 || !(kind in KINDS)) {
    problems.push(`${dir}/turbo.json: one tag of ${Object.keys(KINDS).join(', ')}`);
    continue;
  }
  const others = Object.keys(manifest.dependencies ?? {}).filter((name) => !OURS.test(name));
  if (others.length > (KINDS[kind].others ?? Infinity))
    problems.push(`${dir}: ${kind} may depend on ${KINDS[kind].others} others: ${others.join()}`);
  for (const path of sourcesOf(dir))
    for (const spec of importsOf(path)) {
      const wrong = spec.startsWith('.') ? undefined : fault(one, spec);
      if (wrong) problems.push(`${path}: imports ${spec}: ${wrong}`);
    }
}

function sourcesOf(dir) {
  const code = all.filter((path) => path.startsWith(`${dir}/`) && path.endsWith('.ts'));
  const src = code.filter((path) => path.startsWith(`${dir}/src/`));
  return src.length > 0 ? src : code.filter((path) => !path.startsWith(`${dir}/test/`));
}

/** What is wrong with an import, or nothing. */
function fault({ kind, manifest }, spec) {
  if (spec.startsWith('node:')) return undefined;
  if (kind === 'core') return 'core depends on Node alone';
  const name = OURS.exec(spec)?.[0] ?? spec.split('/', spec.startsWith('@') ? 2 : 1).join('/');
  if (manifest.dependencies?.[name] === undefined) return 'it is not among the dependencies';
  if (!OURS.test(spec)) return undefined;
  const { imports, doors } = KINDS[kind];
  if (!imports.includes(kindOf.get(name))) return `${kind} may import ${imports.join(', ')}`;
  if (name !== '@jq/core' || doors === undefined || doors.includes(spec)) return undefined;
  return `the doors of core for ${kind} are ${doors.join(', ')}`;
}

const CORE = 'packages/core/src/';
const roomOf = (path) => path.slice(CORE.length).split(/\/|\.ts$/)[0];
const floorOf = (room) => FLOORS.findIndex((rooms) => rooms.includes(room));
for (const path of all.filter((one) => one.startsWith(CORE))) {
  const room = roomOf(path);
  if (floorOf(room) === -1) problems.push(`${path}: scripts/arrows.mjs gives it no floor`);
  for (const spec of importsOf(path).filter((one) => one.startsWith('.'))) {
    const other = roomOf(normalize(join(dirname(path), spec)).replace(/\.js$/, '.ts'));
    if (other !== room && floorOf(other) >= floorOf(room))
      problems.push(`${path}: imports ${spec}: ${other} is not below ${room}`);
  }
}

const told = json('turbo.json').boundaries.tags;
for (const [kind, { imports }] of Object.entries(KINDS)) {
  const denied = Object.keys(KINDS).filter(
    (other) => !imports.includes(other) && !FOR_TESTS.includes(other),
  );
  if (
    JSON.stringify(told[kind]?.dependencies.deny.toSorted()) !== JSON.stringify(denied.toSorted())
  )
    problems.push(`turbo.json: ${kind} must deny ${denied.join(', ')}`);
  const names = packages
    .filter((one) => one.kind === kind)
    .map((one) => `\`${basename(one.dir)}\``);
  const row = [`\`${kind}\``, names.join(', ') || 'none yet', imports.join(', ') || 'Node alone'];
  const pattern = row.map((cell) => cell.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join(' *\\| ');
  if (!new RegExp(`^\\| ${pattern} *\\|`, 'm').test(textOf('ARCHITECTURE.md')))
    problems.push(`ARCHITECTURE.md: no row "| ${row.join(' | ')} |"`);
}
conclude(problems, `${packages.length} packages import what their kind may`);
