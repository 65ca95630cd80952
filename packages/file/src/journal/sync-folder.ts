import { Descriptor, withDescriptor } from './descriptor.js';

/** Makes new and renamed names in a folder survive a power loss. */
export async function syncFolder(folder: string): Promise<void> {
  const opened = new Descriptor(folder, 'r');
  try {
    await opened.sync();
  } finally {
    opened.close();
  }
}

export function syncFolderNow(folder: string): void {
  withDescriptor(folder, 'r', (opened) => opened.syncNow());
}
