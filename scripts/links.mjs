// Every relative link, anchor, repository path and npm script named in the documentation exists.
import { existsSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

import { conclude, files, root, textOf } from './tree.mjs';

const LINK = /\[[^\]]*\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g;
const CODE_PATH = /`((?:packages|apps|scripts|docs|test|bench|api)\/[\w./-]*)`/g;
// Made by commands, not there in a fresh clone.
const MADE = /node_modules|dist|\*/;
// The lists of the pages call each page by its title.
const LISTS = ['README.md', 'docs/README.md'];
const ITEM = /^- \[([^\]]*)\]\(((?:docs\/)?[\w-]+\.md)\)/gm;
const SCRIPT = /\bnpm run ([\w-]+)/g;

const manifest = JSON.parse(textOf('package.json'));
const problems = [];
const markdown = files().filter(
  (path) => path.endsWith('.md') && !/^\.changeset\/|CHANGELOG/.test(path),
);

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
  for (const [, target] of prose.matchAll(CODE_PATH))
    if (!MADE.test(target) && !existsSync(join(root, target)))
      problems.push(`${path}: \`${target}\` does not exist`);
  for (const [, name] of text.matchAll(SCRIPT))
    if (!(name in manifest.scripts)) problems.push(`${path}: npm script "${name}" does not exist`);
}
conclude(problems, `links, paths and scripts of ${markdown.length} documents exist`);
