import { keep } from '../kept.mjs';

const CONTENDERS = {
  file: async () => (await import('./file.mjs')).FileContender,
  sqlite: async () => (await import('./sqlite.mjs')).SqliteContender,
  'sqlite-lean': async () => (await import('./sqlite.mjs')).SqliteContender,
  plainjob: async () => (await import('./plainjob.mjs')).PlainjobContender,
  append: async () => (await import('./append.mjs')).AppendContender,
};

/**
 * Opens a contender on a folder of its own.
 * @param {{ durable?: boolean }} options `durable`: acknowledged means on disk
 */
export async function openContender(name, folder, options = {}) {
  const Contender = await CONTENDERS[name]();
  const contender = keep(new Contender(folder, { ...options, lean: name === 'sqlite-lean' }));
  await contender.open();
  return contender;
}
