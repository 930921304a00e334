let lastRun = 0;
/** A number that no run on this page has had. */
export const nextRun = (): number => ++lastRun;
