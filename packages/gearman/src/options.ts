import {
  BrokerNames,
  checkFlag,
  checkOptions,
  checkWhole,
  JobQueueError,
  type NamingRules,
  type QueueNames,
} from '@jq/core/adapter';
import { BAND_THRESHOLDS, checkThresholds } from '@jq/core/emulations';

/** Everything may be left out. Times in milliseconds. */
export interface GearmanOptions {
  /**
   * The servers keep their jobs in a persistent queue (`libsqlite3` survives their crash). No
   * server tells whether it does, so this is your word for it. Default false: then nothing is
   * declared durable.
   */
  readonly persistent?: boolean;
  /** The last priority of the high and of the normal level. Default 340 and 682. */
  readonly thresholds?: readonly [number, number];
  /** Largest body. gearmand itself knows no limit below 4 GiB. Default 16 MiB. */
  readonly maxBodyBytes?: number;
  /**
   * How often to look for delayed tasks that are due, for which gearmand wakes nobody. Default 500.
   */
  readonly pollMs?: number;
  /**
   * Finds out at the first connection to each server whether it deletes jobs that were given back
   * too often (`--job-retries`), and refuses it then. Default true.
   */
  readonly probe?: boolean;
  /** For one attempt to connect. Default 5000. */
  readonly connectMs?: number;
  /** For one answer. Default 10000. */
  readonly answerMs?: number;
  /** What queues are called there: `{ resize: 'Image::resize' }`. Default: as in jq. */
  readonly names?: QueueNames;
}

export type Settings = Required<Omit<GearmanOptions, 'names'>> & { readonly names: BrokerNames };

const KNOWN = [
  'persistent',
  'thresholds',
  'maxBodyBytes',
  'pollMs',
  'probe',
  'connectMs',
  'answerMs',
  'names',
] as const satisfies readonly (keyof GearmanOptions)[];

/** What its text protocol can show: no white space, and less than the 512 bytes that it keeps. */
const FUNCTION = /^[!-~]{1,400}$/;
const NAMING: NamingRules = {
  what: '@jq/gearman',
  takes: (name) => FUNCTION.test(name),
  hint: 'use 1–400 printable ASCII characters without spaces',
};

const LONGEST_MS = 600_000;
const LARGEST_BODY = 1_073_741_824;

/** `given` goes over what the address said. @throws JobQueueError `invalid` */
export function settingsOf(given: GearmanOptions, addressed: GearmanOptions = {}): Settings {
  checkOptions('@jq/gearman', given, KNOWN);
  const options = { ...addressed, ...given };
  const [high = 340, normal = 682] = options.thresholds ?? BAND_THRESHOLDS;
  const settings: Settings = {
    persistent: options.persistent ?? false,
    thresholds: [high, normal],
    maxBodyBytes: options.maxBodyBytes ?? 16_777_216,
    pollMs: options.pollMs ?? 500,
    probe: options.probe ?? true,
    connectMs: options.connectMs ?? 5000,
    answerMs: options.answerMs ?? 10_000,
    names: new BrokerNames(options.names, NAMING),
  };
  checkFlag('@jq/gearman: persistent', settings.persistent);
  checkFlag('@jq/gearman: probe', settings.probe);
  if ((options.thresholds ?? BAND_THRESHOLDS).length !== 2)
    throw new JobQueueError('invalid', '@jq/gearman: thresholds: give two, for three levels');
  checkThresholds(settings.thresholds);
  checkNumber('maxBodyBytes', settings.maxBodyBytes, 1, LARGEST_BODY);
  checkNumber('pollMs', settings.pollMs, 10, 60_000);
  checkNumber('connectMs', settings.connectMs, 1, LONGEST_MS);
  checkNumber('answerMs', settings.answerMs, 1, LONGEST_MS);
  return settings;
}

function checkNumber(name: string, value: unknown, min: number, max: number): void {
  checkWhole(`@jq/gearman: ${name}`, value, min, max);
}
