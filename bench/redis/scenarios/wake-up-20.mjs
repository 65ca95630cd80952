import { wakeUp } from './wake-up.mjs';

export const scenario = wakeUp({
  name: 'wake-up-20',
  title: 'from put to the handler in one of 20 workers of a process, each with a queue of its own',
  others: 19,
  atMost: { bullmq: 1 },
});
