import type { Check } from './check.js';
import { abort } from './rules/abort.js';
import { badArguments } from './rules/arguments.js';
import { attempts, attemptsGap } from './rules/attempts.js';
import { batch } from './rules/batch.js';
import { bytes } from './rules/bytes.js';
import { close } from './rules/close.js';
import { delay } from './rules/delay.js';
import { durablePut } from './rules/durable-put.js';
import { exclusive } from './rules/exclusive.js';
import { fencedLate, fencedSettleOnce } from './rules/fenced.js';
import { foreign } from './rules/foreign.js';
import { gaps } from './rules/gaps.js';
import { hold } from './rules/hold.js';
import { lapse } from './rules/lapse.js';
import { manifest } from './rules/manifest.js';
import { order } from './rules/order.js';
import { pause } from './rules/pause.js';
import { peek } from './rules/peek.js';
import { purge } from './rules/purge.js';
import { queues } from './rules/queues.js';
import { randomCalls } from './rules/random-calls.js';
import { randomWorkers } from './rules/random-workers.js';
import { redial } from './rules/redial.js';
import { remove } from './rules/remove.js';
import { retry } from './rules/retry.js';
import { stats } from './rules/stats.js';
import { tooLarge } from './rules/too-large.js';
import { touch } from './rules/touch.js';
import { wait, waitWakes } from './rules/wait.js';

/** The whole contract, in the order in which it is run. */
export const allChecks: readonly Check[] = [
  manifest,
  gaps,
  attemptsGap,
  badArguments,
  // They take longest, so they begin early and run beside the others.
  randomCalls,
  randomWorkers,
  durablePut,
  order,
  delay,
  exclusive,
  lapse,
  touch,
  fencedLate,
  fencedSettleOnce,
  retry,
  hold,
  attempts,
  wait,
  waitWakes,
  queues,
  abort,
  close,
  bytes,
  tooLarge,
  batch,
  stats,
  peek,
  remove,
  purge,
  pause,
  redial,
  foreign,
].flat();
