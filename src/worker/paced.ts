const MILLISECONDS_BETWEEN_REPORTS = 60;

/** What a generator of shares done comes to. Now and then a share is told, and messages that came meanwhile get their turn. */
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
