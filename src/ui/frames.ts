/** Drawing is spread over frames, so that no task keeps the page from answering: newest wins, a few milliseconds a frame. */
const MILLISECONDS_A_FRAME = 8;

const waiting = new Set<() => void>();
let booked = false;

/** Runs `task` at the next frame, or one soon after if others fill it; a task asked for twice runs once. */
export function soon(task: () => void): void {
  waiting.add(task);
  book();
}

export function forget(task: () => void): void {
  waiting.delete(task);
}

function book(): void {
  if (booked) return;
  booked = true;
  requestAnimationFrame(drain);
}

function drain(): void {
  booked = false;
  const begin = performance.now();
  for (const task of waiting) {
    waiting.delete(task);
    task();
    if (performance.now() - begin > MILLISECONDS_A_FRAME) break;
  }
  if (waiting.size > 0) book();
}
