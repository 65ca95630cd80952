import { setTimeout as sleep } from 'node:timers/promises';

import type { Capabilities } from '@jq/core/adapter';

import type { Check, Concern } from './check.js';
import { Inconclusive } from './inconclusive.js';
import { Lab, type RandomOptions } from './lab.js';
import type { Space } from './space.js';

/** What came of one check. */
export interface CheckResult {
  readonly id: string;
  readonly concern: Concern;
  readonly says: string;
  readonly outcome: 'passed' | 'failed' | 'not-applicable';
  /** Why it failed, as thrown. */
  readonly error?: unknown;
  /** Why it does not apply. */
  readonly reason?: string;
}

/** What checks are run on. */
export interface Target {
  /** As the adapter declares them. */
  readonly supports: Capabilities;
  readonly random: RandomOptions;
  /** A new, empty space. */
  space(): Space | Promise<Space>;
}

const LONGEST_MS = 60_000;

/** Runs one check in a space of its own; never rejects. */
export async function runCheck(check: Check, target: Target): Promise<CheckResult> {
  const { id, concern, says } = check;
  try {
    await attempt(check, target, 1);
    return { id, concern, says, outcome: 'passed' };
  } catch (error) {
    return { id, concern, says, outcome: 'failed', error };
  }
}

/** Times grow fourfold when the machine was too slow for them to prove anything. */
async function attempt(check: Check, target: Target, scale: number): Promise<void> {
  const lab = new Lab(await target.space(), target, scale);
  try {
    return await withinTime(check.run(lab));
  } catch (error) {
    if (!(error instanceof Inconclusive) || scale > 16) throw error;
  } finally {
    await withinTime(lab.tearDown());
  }
  return attempt(check, target, scale * 4);
}

async function withinTime(work: Promise<unknown>): Promise<void> {
  const over = new AbortController();
  const limit = sleep(LONGEST_MS, undefined, { signal: over.signal }).then(() => {
    throw new Error(`not through after ${LONGEST_MS / 1000} seconds: something hangs`);
  });
  try {
    await Promise.race([work, limit]);
  } finally {
    over.abort();
    limit.catch(() => undefined);
  }
}
