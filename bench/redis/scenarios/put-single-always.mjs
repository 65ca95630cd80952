import { putSingle } from './put-single.mjs';

export const scenario = putSingle('always');
