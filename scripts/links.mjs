// Every relative link, anchor, repository path and npm script named in the documentation exists.
import { existsSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

import { conclude, files, root, textOf } from './tree.mjs';

const LINK = /\[[^\]]*\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g;
// A code span that can only be a path: with a folder that is here, or a file's ending.
const CODE_SPAN = /`([\w-][\w.-]*(?:\/[\w.-]+)*\/?)`/g;
const FILE = /\.(?:ts|mts|mjs|md|json|ya?ml)$/;
// In commands: a file of the repository, from its root.
const COMMANDS = /^```sh\n([\s\S]*?)^```/gm;
const ARGUMENT =
  /(?<![\w.@-])((?:apps|bench|docs|packages|scripts|test|tools)\/[\w./-]+\.(?:mjs|ts|md|json))/g;
// Named by tools, or made by commands: not there in a fresh clone.
const MADE = /node_modules|dist|^CHANGELOG\.md$|^(?:package|tsconfig)\.json$|^[^/]*\.json$/;
// The lists of the pages call each page by its title.
const LISTS = ['README.md', 'docs/README.md'];
const ITEM = /^- \[([^\]]*)\]\(((?:docs\/)?[\w-]+\.md)\)/gm;
const SCRIPT = /\bnpm run ([\w-]+)/g;

const all = files();
const folders = new Set(all.flatMap(foldersOf));
const manifest = JSON.parse(textOf('package.json'));
const problems = [];
const markdown = all.filter(
  (path) => path.endsWith('.md') && !/^\.changeset\/|CHANGELOG/.test(path),
);

function foldersOf(path) {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

/** A path from the root, or the end of one: of a file beside the document, or in its package. */
function checkSpan(from, span) {
  const path = span.replace(/\/$/, '');
  const first = path.split('/')[0];
  const known =
    span.includes('/') && (folders.has(first) || folders.has(join(dirname(from), first)));
  if (MADE.test(path) || !(known || span.endsWith('/') || FILE.test(path))) return;
  const is = (one) => one === path || one.endsWith(`/${path}`);
  if (!all.some(is) && ![...folders].some(is)) problems.push(`${from}: \`${span}\` does not exist`);
}

function slugs(path) {
  const headings =
    textOf(path)
      .replace(/^```[\s\S]*?^```/gm, '')
      .match(/^#{1,6} .*$/gm) ?? [];
  return headings.map((heading) =>
    heading
      .replace(/^#+ /, '')
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );
}

function checkLink(from, target) {
  if (/^[a-z]+:/.test(target)) return;
  const [file, anchor] = target.split('#');
  const path = file ? normalize(join(dirname(from), file)) : from;
  if (!existsSync(join(root, path))) problems.push(`${from}: ${target} does not exist`);
  else if (anchor && statSync(join(root, path)).isFile() && !slugs(path).includes(anchor))
    problems.push(`${from}: ${target}: no such heading`);
}

for (const path of LISTS)
  for (const [, label, target] of textOf(path).matchAll(ITEM)) {
    const page = normalize(join(dirname(path), target));
    const title = page.startsWith('docs/') && /^# (.*)$/m.exec(textOf(page))?.[1];
    if (title && title !== label)
      problems.push(`${path}: [${label}](${target}): the title is "${title}"`);
  }

for (const path of markdown) {
  const text = textOf(path);
  const prose = text.replace(/^```[\s\S]*?^```/gm, '');
  for (const [, target] of prose.matchAll(LINK)) checkLink(path, target);
  for (const [, span] of prose.matchAll(CODE_SPAN)) checkSpan(path, span);
  for (const [, commands] of text.matchAll(COMMANDS))
    for (const [, file] of commands.matchAll(ARGUMENT))
      if (!all.includes(file)) problems.push(`${path}: ${file} does not exist`);
  for (const [, name] of text.matchAll(SCRIPT))
    if (!(name in manifest.scripts)) problems.push(`${path}: npm script "${name}" does not exist`);
}
conclude(problems, `links, paths and scripts of ${markdown.length} documents exist`);
