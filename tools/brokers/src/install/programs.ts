/** The brokers' programs; Debian's and Homebrew's names of the packages that hold them. */
export const PROGRAMS = {
  'redis-server': { apt: 'redis-server', brew: 'redis', url: 'JQ_REDIS_URL' },
  beanstalkd: { apt: 'beanstalkd', brew: 'beanstalkd', url: 'JQ_BEANSTALKD_URL' },
  gearmand: { apt: 'gearman-job-server', brew: 'gearman', url: 'JQ_GEARMAN_URL' },
} as const;

export type Program = keyof typeof PROGRAMS;

/** What to do about missing programs, for people. */
export function advice(missing: readonly Program[]): string {
  const all = missing.map((program) => PROGRAMS[program]);
  return [
    `not installed: ${missing.join(', ')}, which the tests of their adapters need`,
    `  Debian, Ubuntu: sudo apt-get install ${all.map(({ apt }) => apt).join(' ')}`,
    `  macOS:          brew install ${all.map(({ brew }) => brew).join(' ')}`,
    '  Docker:         docker compose -f tools/brokers/compose.yaml up -d, and set ' +
      `${all.map(({ url }) => url).join(', ')} (tests that kill a broker need the program)`,
  ].join('\n');
}
