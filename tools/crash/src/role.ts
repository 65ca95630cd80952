/** What a process of a run does. */
export type Role = 'producer' | 'worker' | 'operator' | 'drainer';
