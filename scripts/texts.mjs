// Keeps out of the repository what belongs to one machine or one network.
import { conclude, files, textOf } from './tree.mjs';

const BINARY = /\.(png|jpg|gif|ico|woff2?|gz|tgz|bin|log)$/;
const FORBIDDEN = [
  [
    /\b(registry|npm|packages|artifactory|nexus)\.[a-z0-9-]+\.(org|com|net|io|dev)\b/i,
    'a registry host',
  ],
  [/\b[a-z0-9-]+\.(jfrog|npmmirror|yarnpkg)\.[a-z]+/i, 'a registry host'],
  [/(^|[\s"'`(=])\/(home|root|Users|work|mnt|private)\/[\w.-]/, 'an absolute path of one machine'],
  [/\b[A-Z]:\\Users\\/, 'an absolute path of one machine'],
  [/_authToken\s*=\s*[A-Za-z0-9_-]{16,}/, 'what looks like a credential'],
];
const LOCKFILE = [[/https?:\/\/|^\s+tarball:/, 'a download address']];

const problems = [];
for (const path of files()) {
  if (BINARY.test(path)) continue;
  const rules = path.endsWith('pnpm-lock.yaml') ? [...FORBIDDEN, ...LOCKFILE] : FORBIDDEN;
  for (const [index, line] of textOf(path).split('\n').entries())
    for (const [pattern, what] of rules)
      if (pattern.test(line))
        problems.push(`${path}:${index + 1}: ${what}: ${line.trim().slice(0, 80)}`);
}
conclude(problems, 'no registry hosts, machine paths or download addresses');
