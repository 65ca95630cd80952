// saboteurs/index.d.ts
/** Every saboteur; each breaks one thing, so that it is plain what a check notices. */
export declare const saboteurs: readonly Saboteur[];

/** What came of one saboteur. */
export interface SabotageResult {
    readonly saboteur: Saboteur;
    /** Ids of the checks meant for it that failed, as they should. */
    readonly caught: readonly string[];
    /** Ids of those that it got past. */
    readonly missed: readonly string[];
    /** Ids of those that do not apply to this adapter. */
    readonly notApplicable: readonly string[];
}

/** Sabotages an adapter and runs the checks meant to notice. */
export declare function trySaboteur(saboteur: Saboteur, options: SuiteOptions): Promise<SabotageResult>;

// saboteurs/saboteur.d.ts
/** A way to break one thing of a correct adapter, and the checks that must notice. */
export interface Saboteur {
    readonly name: string;
    /** What it breaks, in a sentence. */
    readonly does: string;
    /** Ids of checks, each of which must fail. */
    readonly caughtBy: readonly string[];
    /** Called once per space; answers what breaks each of its connections. */
    arm(): (adapter: Connection) => Adapter;
}

/** The space with every connection sabotaged. */
export declare function sabotaged(space: Space, saboteur: Saboteur): Space;
