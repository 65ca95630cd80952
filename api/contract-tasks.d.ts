// tasks.d.ts
/**
 * A task for a test of an adapter: with its id as body, and a ttr of a minute, unless told
 * otherwise.
 */
export declare function task(id: string, rest?: Partial<NewTask>): NewTask;

/** Several of them: `task-0`, `task-1` and so on. */
export declare function tasks(count: number, rest?: Partial<NewTask>): NewTask[];

/** Their tasks' ids, in the same order. */
export declare function idsOf(reservations: readonly Reservation[]): string[];

/** Their leases, in the same order. */
export declare function leasesOf(reservations: readonly Reservation[]): Lease[];

/** A batch's results as words: `ok`, or the code of what went wrong, by index. */
export declare function outcomes(results: Results<unknown>): string[];
