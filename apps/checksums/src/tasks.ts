import { defineTask, type TaskDefinition } from '@jq/core';

/** What travels with a task. */
export interface FileToRead {
  readonly path: string;
}

/**
 * All that the producer and the workers share, beside the DSN. A worker that shows no sign of life
 * for `ttrMs` loses its tasks to the others; while it lives it keeps them, however long a file
 * takes.
 */
export const checksum: TaskDefinition<FileToRead> = defineTask('checksum', { ttrMs: 3000 });
