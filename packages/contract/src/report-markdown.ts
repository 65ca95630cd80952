import type { Support } from '@jq/core/adapter';

import { markdownTable } from './markdown.js';
import type { ContractReport } from './report.js';
import type { CheckResult } from './run-check.js';

/** The report as a page of Markdown: what was declared, what was found, and what failed. */
export function reportMarkdown(report: ContractReport): string {
  const { name, passed, failed, notApplicable } = report;
  const checks = report.lines.flatMap((line) => line.checks);
  return [
    `# Contract of ${name}`,
    `${passed} passed, ${failed} failed, ${notApplicable} not applicable.`,
    rulesTable(report),
    ...section('Failed', failures(checks)),
    ...section('Emulated', hazards(report)),
    ...section('Not applicable', reasons(checks)),
  ].join('\n\n');
}

function rulesTable({ lines }: ContractReport): string {
  const rows = lines.map(({ concern, support, checks }) => {
    const count = (outcome: CheckResult['outcome']): number =>
      checks.filter((check) => check.outcome === outcome).length;
    return [concern, supportWord(support), String(count('passed')), String(count('failed'))];
  });
  return markdownTable([['rule', 'declared', 'passed', 'failed'], ...rows]);
}

/** `native`, `emulated`, `unsupported`, or nothing for what is no rule. */
function supportWord(support: Support | undefined): string {
  return typeof support === 'object' ? 'emulated' : (support ?? '');
}

function section(title: string, items: readonly string[]): string[] {
  if (items.length === 0) return [];
  return [`## ${title}`, items.map((item) => `- ${item}`).join('\n')];
}

function failures(checks: readonly CheckResult[]): string[] {
  return checks
    .filter((check) => check.outcome === 'failed')
    .map(({ id, error }) => `\`${id}\`: ${firstLine(error)}`);
}

function hazards({ lines }: ContractReport): string[] {
  return lines.flatMap(({ concern, support }) =>
    typeof support === 'object' ? [`${concern}: ${support.emulated}`] : [],
  );
}

function reasons(checks: readonly CheckResult[]): string[] {
  const byReason = new Map<string, string[]>();
  for (const { id, reason } of checks)
    if (reason !== undefined) byReason.set(reason, [...(byReason.get(reason) ?? []), id]);
  return [...byReason].map(([reason, ids]) => `${reason}: ${ids.join(', ')}`);
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n')[0] ?? '';
}
