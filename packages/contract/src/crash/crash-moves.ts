import type { Violation } from '../history/violation.js';
import { crashOnce, type CrashRun, type CrashSpace } from './crash-once.js';
import type { FailpointMode } from './failpoint.js';
import { type CrashMove, moves } from './moves.js';

export interface CrashOptions {
  space(): CrashSpace | Promise<CrashSpace>;
  /**
   * How often each kind of step of each move is stopped at, at least where the move has it each
   * time. Default 1.
   */
  readonly times?: number;
  readonly seed?: number;
  /** Names of moves. Default: all that the adapter has. */
  readonly only?: readonly string[];
  /** die (default): the process ends. fail: one step fails, and the caller asks again. */
  readonly failure?: FailpointMode;
  /** Runs at the same time. Default 8. */
  readonly concurrency?: number;
}

/** What came of stopping one move at one step. */
export interface CrashLine {
  readonly move: string;
  /** `after send`. */
  readonly step: string;
  readonly stops: number;
  /** Runs after which a task was there twice. */
  readonly duplicating: number;
}

export interface CrashReport {
  readonly seed: number;
  readonly lines: readonly CrashLine[];
  /** What must not be, whenever a process ends: lost, changed, early or never put. */
  readonly violations: readonly Violation[];
}

/**
 * Stops each move at each of its steps, lets others take everything out of what is left, and judges
 * the history. A seed brings the order of steps back.
 */
export async function crashMoves(options: CrashOptions): Promise<CrashReport> {
  const { only, seed = Math.floor(Math.random() * 2 ** 32) } = options;
  const chosen = moves.filter(({ name }) => only === undefined || only.includes(name));
  const lines: CrashLine[] = [];
  const violations: Violation[] = [];
  for (const move of chosen) {
    const runs = await stopOften(options, move, seed);
    lines.push(...linesOf(runs));
    violations.push(...runs.flatMap((run) => run.violations));
  }
  return { seed, lines, violations };
}

/** Passes over the steps of a move, until each kind of step was stopped at often enough. */
async function stopOften(
  options: CrashOptions,
  move: CrashMove,
  seed: number,
): Promise<CrashRun[]> {
  const { times = 1, concurrency = 8 } = options;
  const passesAtOnce = Math.min(times, concurrency);
  const stepsAtOnce = Math.floor(concurrency / passesAtOnce);
  const runs: CrashRun[] = [];
  for (let passes = 0; passes < 3 * times; passes += passesAtOnce) {
    const some = Array.from({ length: passesAtOnce }, (_, index) =>
      stopAtEach(options, move, seed + passes + index, stepsAtOnce),
    );
    runs.push(...(await Promise.all(some)).flat());
    if (linesOf(runs).every(({ stops }) => stops >= times)) break;
  }
  return runs;
}

/**
 * One pass over a run that is the same each time: how many steps it has shows when one is not
 * reached.
 */
async function stopAtEach(
  options: CrashOptions,
  move: CrashMove,
  seed: number,
  atOnce: number,
): Promise<CrashRun[]> {
  const failure = options.failure ?? 'die';
  const runs: CrashRun[] = [];
  for (let first = 0; ; first += atOnce) {
    const some = Array.from({ length: atOnce }, async (_, index) => {
      const step = first + index;
      return crashOnce(await options.space(), { move, step, seed, failure });
    });
    const done = await Promise.all(some);
    const stopped = done.filter(({ stoppedAt }) => stoppedAt !== undefined);
    runs.push(...stopped);
    if (stopped.length < atOnce) return runs;
  }
}

function linesOf(runs: readonly CrashRun[]): CrashLine[] {
  const lines = new Map<
    string,
    { move: string; step: string; stops: number; duplicating: number }
  >();
  for (const { move, stoppedAt, duplicated } of runs) {
    const step = `${stoppedAt?.when} ${stoppedAt?.verb}`;
    const line = lines.get(`${move} ${step}`) ?? { move, step, stops: 0, duplicating: 0 };
    line.stops += 1;
    if (duplicated) line.duplicating += 1;
    lines.set(`${move} ${step}`, line);
  }
  return [...lines.values()];
}
