/**
 * One experiment: a generator of snapshots. The first snapshot is the state before training; each `next(steps)` trains
 * that many steps and gives the next one. Pausing is not asking; stopping is `return()`, which gives every tensor back.
 * How steps are grouped into asks never changes what is trained.
 */
export type Run<Snapshot> = AsyncGenerator<Snapshot, void, number | undefined>;
