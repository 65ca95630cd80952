/** The rules every adapter is measured by; docs/contract-rules.md says each in a sentence. */
export const RULES = [
  'DURABLE-PUT',
  'ORDER',
  'DELAY',
  'EXCLUSIVE',
  'LAPSE',
  'TOUCH',
  'FENCED',
  'RETRY',
  'HOLD',
  'ATTEMPTS',
  'WAIT',
  'QUEUES',
  'ABORT',
  'CLOSE',
  'BYTES',
  'TOO-LARGE',
  'BATCH',
  'STATS',
  'PEEK',
  'REMOVE',
  'PURGE',
  'PAUSE',
  'REDIAL',
  'FOREIGN',
] as const;

export type Rule = (typeof RULES)[number];
