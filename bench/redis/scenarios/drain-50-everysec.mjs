import { drain50 } from './drain-50.mjs';

export const scenario = drain50('everysec');
