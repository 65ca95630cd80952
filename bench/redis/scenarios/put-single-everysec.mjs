import { putSingle } from './put-single.mjs';

export const scenario = putSingle('everysec');
