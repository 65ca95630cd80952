// The package.json files agree where sherif does not look: versions come from the catalog, packages
// that are published have the same shape.
import { conclude, files, textOf } from './tree.mjs';

const KINDS = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'];
const SAME = ['license', 'type', 'sideEffects', 'files', 'engines'];
const PLACE = /^(?:(packages|apps)\/[^/]+|examples)\/package\.json$/;

const problems = [];
const manifests = files()
  .filter((path) => PLACE.test(path))
  .map((path) => ({ path, manifest: JSON.parse(textOf(path)) }));
for (const { path, manifest } of manifests)
  for (const kind of KINDS)
    for (const [name, version] of Object.entries(manifest[kind] ?? {})) {
      const wanted = name.startsWith('@jq/') ? 'workspace:^' : 'catalog:';
      if (version !== wanted)
        problems.push(`${path}: ${kind}: ${name} is ${version}, not ${wanted}`);
    }

const published = manifests.filter(({ manifest }) => !manifest.private);
const model = published.find(({ path }) => path === 'packages/core/package.json');
for (const { path, manifest } of published) {
  for (const field of SAME)
    if (JSON.stringify(manifest[field]) !== JSON.stringify(model.manifest[field]))
      problems.push(`${path}: "${field}" differs from that of ${model.path}`);
  // What is published is what is exported here, without the sources.
  const expected = { exports: withoutSources(manifest.exports), access: 'public' };
  if (JSON.stringify(manifest.publishConfig) !== JSON.stringify(expected))
    problems.push(`${path}: publishConfig is not ${JSON.stringify(expected)}`);
}

// A program that no root configuration names is compiled by nobody.
const programs = files().filter((path) => /^.+\/tsconfig\.json$/.test(path));
const compiled = ['tsconfig.json', 'tsconfig.test.json']
  .flatMap((path) => JSON.parse(textOf(path)).references)
  .map((reference) => `${reference.path}/tsconfig.json`);
for (const path of programs)
  if (!compiled.includes(path))
    problems.push(`${path}: neither tsconfig.json nor tsconfig.test.json refers to it`);
conclude(
  problems,
  `${manifests.length} package.json and ${programs.length} tsconfig.json files agree`,
);

function withoutSources(exported) {
  return JSON.parse(
    JSON.stringify(exported, (key, value) => (key === '@jq/source' ? undefined : value)),
  );
}
