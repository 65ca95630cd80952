export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Median, least and most. */
export function spread(values) {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

/**
 * What became of a target. A ratio is taken within each round, where both were measured right after
 * each other, and the median of those counts.
 */
export function judge({ metric, of, against, atLeast, atMost }, samples) {
  const own = samples[of].map((each) => each[metric]);
  const values =
    against === undefined ? own : own.map((value, i) => value / samples[against][i][metric]);
  const found = spread(values);
  const met = atLeast === undefined ? found.median <= atMost : found.median >= atLeast;
  return { metric, of, against, atLeast, atMost, ...found, met };
}

/** @throws Error if one of them is no number */
export function checkMetrics(metrics, what) {
  for (const [metric, value] of Object.entries(metrics))
    if (!Number.isFinite(value)) throw new Error(`${what}: ${metric} is ${value}`);
}

/** The value that so large a share of them does not exceed. */
export function percentile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)];
}
