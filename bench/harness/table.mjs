import { spread } from './statistics.mjs';

/** A scenario's figures as lines of text. */
export function scenarioText({ title, tasks, metrics, samples, targets }, rounds) {
  const lines = [title, `  ${taskText(tasks)}, median of ${rounds} rounds (least … most)`];
  for (const [metric, unit] of Object.entries(metrics)) {
    const named = Object.keys(metrics).length > 1;
    if (named) lines.push(`  ${metric}, ${unit}`);
    const width = Math.max(...Object.keys(samples).map((name) => name.length));
    for (const [contender, each] of Object.entries(samples)) {
      const { median, min, max } = spread(each.map((sample) => sample[metric]));
      const figures = `${shown(median).padStart(11)} ${named ? '' : unit} (${shown(min)} … ${shown(max)})`;
      lines.push(`    ${contender.padEnd(width)} ${figures}`);
    }
  }
  return [...lines, ...targets.map(targetText)].join('\n');
}

function targetText({ metric, of, against, atLeast, atMost, median, min, max, met }) {
  const limit = atLeast === undefined ? `≤ ${atMost}` : `≥ ${atLeast}`;
  const what = against === undefined ? `${of} ${metric}` : `${of} / ${against} ${metric}`;
  const verdict = met ? 'met' : 'MISSED';
  return `  target: ${what} ${limit}: ${shown(median)} (${shown(min)} … ${shown(max)}) ${verdict}`;
}

function shown(value) {
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en');
  return String(Number(value.toPrecision(3)));
}

/** One number, or one per contender. */
function taskText(tasks) {
  if (typeof tasks === 'number') return `${shown(tasks)} tasks`;
  const each = Object.entries(tasks).map(
    ([contender, count]) => `${shown(count)} for ${contender}`,
  );
  return `tasks: ${each.join(', ')}`;
}
