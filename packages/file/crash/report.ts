import type { RunReport } from './run.js';

const SHOWN = 20;

/** The report as a person reads it. */
export function reportText(report: RunReport): string {
  const { violations, folder } = report;
  const calls = Object.values(report.calls).reduce((sum, count) => sum + count, 0);
  const lines = [
    `seed ${report.seed}, ${report.seconds.toFixed(1)} s with the draining, ${report.processes} processes`,
    `${report.kills} kills, ${report.stops} stops, ${report.tornRecords} torn records, ${report.rotations} rotations`,
    `${calls} operations: ${byVerb(report.calls)}`,
    `${report.tasks} tasks acknowledged, ${report.unsureTasks} put without an answer, ${report.deliveries} deliveries, ` +
      `${report.completed} completed, ${report.refused} late settles refused`,
    `${violations.length} violations${violations.length === 0 ? '' : `: ${byRule(report)}`}`,
  ];
  for (const { rule, at, process, task, text } of violations.slice(0, SHOWN))
    lines.push(`  ${rule} at ${at.toFixed(3)} in ${process}, task ${task ?? '-'}: ${text}`);
  if (violations.length > SHOWN) lines.push(`  and ${violations.length - SHOWN} more`);
  if (violations.length > 0) lines.push(`store and histories: ${folder}`);
  return lines.join('\n');
}

function byVerb(calls: Readonly<Record<string, number>>): string {
  return Object.entries(calls)
    .toSorted(([, a], [, b]) => b - a)
    .map(([verb, count]) => `${verb} ${count}`)
    .join(', ');
}

function byRule({ violations }: RunReport): string {
  const counts = new Map<string, number>();
  for (const { rule } of violations) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return [...counts].map(([rule, count]) => `${rule} ${count}`).join(', ');
}
