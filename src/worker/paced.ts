const MILLISECONDS_BETWEEN_REPORTS = 60;

/** Runs a generator to its end and returns its result. From time to time it reports the share done and lets waiting messages be handled. */
export async function paced<Made>(making: Generator<number, Made>, tell: (share: number) => void): Promise<Made> {
  let reported = -Infinity;
  for (;;) {
    const { value, done } = making.next();
    if (done) return value;
    if (performance.now() - reported < MILLISECONDS_BETWEEN_REPORTS) continue;
    tell(value);
    await new Promise((resolve) => setTimeout(resolve));
    reported = performance.now();
  }
}
