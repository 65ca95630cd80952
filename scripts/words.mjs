// What is written for readers: comments are at most 100 columns wide, names are no metaphors and
// have one meaning each, and the subject of a commit begins with its scope.
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

import { sources } from './source.mjs';
import { conclude, files, root, textOf } from './tree.mjs';

const MAX_COLUMNS = 100;
const CODE = /\.(ts|mts|mjs)$/;
const COMMENT = /^\s*(\/\/|\/?\*)|\s\/\/\s/;
const DECLARED = /^export (?:declare )?(?:abstract )?(?:class|interface|type|enum) (\w+)/gm;
/** What says nothing to who knows the field; ARCHITECTURE.md has the words for insides. */
const METAPHOR = /\b(?:desk|crew|monkey|lane|inlet|bell)s?\b/i;
/** Names that are the same thing wherever they are declared. */
const SAME = {
  Poller: 'waits at the broker for the waiters',
  PutCall: 'the tasks that travel in one request',
  QueueState: 'the tasks of one queue, as this process holds them',
  ServerFacts: 'what a server says about itself when a connection begins',
  Connection: 'the connection to a server of one protocol, on top of core/tcp',
  Server: 'one server of the list that an adapter was given',
  Settings: 'the options of an adapter, checked and complete',
};
/** The last commit whose subject had no scope. */
const SCOPED_SINCE = '6665b01';
const SCOPES = ['house', 'docs', 'bench', 'examples', 'crash', 'release'];

const problems = [];

function checkWidth(path) {
  for (const [index, line] of textOf(path).split('\n').entries())
    if (line.length > MAX_COLUMNS && COMMENT.test(line))
      problems.push(`${path}:${index + 1}: a comment of more than ${MAX_COLUMNS} columns`);
}

function checkMetaphors(path, declared) {
  const words = [path.split('/').slice(2).join('/'), ...declared].map((name) =>
    name.replace(/[^A-Za-z]|(?<=[a-z])(?=[A-Z])/g, ' '),
  );
  const found = words.map((word) => METAPHOR.exec(word)?.[0]).find(Boolean);
  if (found) problems.push(`${path}: "${found}" is a metaphor: take the field's word`);
}

function checkNames() {
  const places = new Map();
  for (const path of sources()) {
    const declared = [...textOf(path).matchAll(DECLARED)].map(([, name]) => name);
    checkMetaphors(path, declared);
    if (!path.startsWith('packages/')) continue;
    for (const name of declared) places.set(name, [...(places.get(name) ?? []), path]);
  }
  for (const [name, paths] of places)
    if (paths.length > 1 && !(name in SAME))
      problems.push(`${name} is declared in ${paths.join(' and ')}: one name, one meaning`);
  for (const name of Object.keys(SAME))
    if ((places.get(name)?.length ?? 0) < 2)
      problems.push(`scripts/words.mjs: ${name} is declared once: take it out of SAME`);
}

/** The words that ARCHITECTURE.md explains are still in use, each as a file or folder. */
function checkGlossary() {
  const [, table] = textOf('ARCHITECTURE.md').split(/^\| inside .*\n.*\n/m);
  const words = [...(table ?? '').matchAll(/^\| ([a-z][a-z ]*?) +\|/gm)].map(([, word]) => word);
  if (words.length === 0) problems.push('ARCHITECTURE.md: no table of the words inside');
  for (const word of words) {
    const name = new RegExp(`/${word.replaceAll(' ', '-')}s?(\\.ts|/|-)`);
    if (!sources().some((path) => name.test(path)))
      problems.push(`ARCHITECTURE.md: no file or folder is called ${word}`);
  }
}

function git(...args) {
  const options = { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] };
  return execFileSync('git', args, options).trim();
}

/** Subjects since the house has scopes; none where there is no history as old as that. */
function subjects() {
  try {
    if (relative(git('rev-parse', '--show-toplevel'), root) !== '') return [];
    const range = `${SCOPED_SINCE}..HEAD`;
    return git('log', '--no-merges', '--format=%h %s', range).split('\n').filter(Boolean);
  } catch {
    return [];
  }
}

function checkSubjects(lines) {
  const folders = ['packages', 'apps', 'tools'].flatMap((group) => readdirSync(join(root, group)));
  const scopes = [...SCOPES, ...folders];
  for (const line of lines) {
    const scope = /^\w+ ([\w, -]+): /.exec(line)?.[1].split(', ') ?? [];
    if (scope.length === 0 || !scope.every((one) => scopes.includes(one)))
      problems.push(`commit ${line}: begin with a scope (${scopes.join(', ')})`);
  }
}

const code = files().filter((path) => CODE.test(path) && !path.startsWith('api/'));
for (const path of code) checkWidth(path);
checkNames();
checkGlossary();
const lines = subjects();
checkSubjects(lines);
conclude(problems, `comments of ${code.length} files, names, and ${lines.length} subjects`);
