/** Often enough for a progress line. */
const MILLISECONDS_BETWEEN_REPORTS = 60;

/**
 * Runs a generator to its end and returns its result. Every `milliseconds` milliseconds it reports what was yielded last and
 * lets whatever waits be handled.
 */
export async function paced<Yielded, Made>(
  making: Generator<Yielded, Made>,
  tell: (last: Yielded) => void,
  milliseconds = MILLISECONDS_BETWEEN_REPORTS,
): Promise<Made> {
  let reported = -Infinity;
  for (;;) {
    const { value, done } = making.next();
    if (done) return value;
    if (performance.now() - reported < milliseconds) continue;
    tell(value);
    await new Promise((resolve) => setTimeout(resolve));
    reported = performance.now();
  }
}
