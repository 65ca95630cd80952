import { putBulk } from './put-bulk.mjs';

export const scenario = putBulk('always');
