/**
 * The machine was too slow for a check's short times; the check must be run again with longer ones.
 */
export class Inconclusive extends Error {
  override readonly name = 'Inconclusive';

  constructor(taskId: string) {
    super(`task ${taskId}: its lease ended before the check was through; the machine is too slow`);
  }
}
