import type { RunReport } from './run.js';

const SHOWN = 20;

/** The report as a person reads it. */
export function reportText(report: RunReport): string {
  const { findings, folder } = report;
  const calls = Object.values(report.calls).reduce((sum, count) => sum + count, 0);
  const lines = [
    `seed ${report.seed}, ${report.seconds.toFixed(1)} s with the draining, ${report.processes} processes`,
    `${report.kills} kills, ${report.stops} stops, ${report.tornRecords} torn records, ${report.rotations} rotations`,
    `${calls} operations: ${byVerb(report.calls)}`,
    `${report.tasks} tasks acknowledged, ${report.unsureTasks} put without an answer, ${report.deliveries} deliveries, ` +
      `${report.completed} completed, ${report.refused} late settles refused`,
    `${findings.length} violations${findings.length === 0 ? '' : `: ${byKind(report)}`}`,
  ];
  for (const { kind, at, by, id, message } of findings.slice(0, SHOWN))
    lines.push(`  ${kind} at ${at.toFixed(3)} in ${by}, task ${id ?? '-'}: ${message}`);
  if (findings.length > SHOWN) lines.push(`  and ${findings.length - SHOWN} more`);
  if (findings.length > 0) lines.push(`store and histories: ${folder}`);
  return lines.join('\n');
}

function byVerb(calls: Readonly<Record<string, number>>): string {
  return Object.entries(calls)
    .toSorted(([, a], [, b]) => b - a)
    .map(([verb, count]) => `${verb} ${count}`)
    .join(', ');
}

function byKind({ findings }: RunReport): string {
  const counts = new Map<string, number>();
  for (const { kind } of findings) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => `${kind} ${count}`).join(', ');
}
