export const TTR_S = 60;
/** The servers' `-z`. */
export const LARGEST_JOB = 20_000_000;
