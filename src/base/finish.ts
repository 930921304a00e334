/** What a generator returns once it is done. */
export function finish<Result>(work: Generator<unknown, Result>): Result {
  let state = work.next();
  while (!state.done) state = work.next();
  return state.value;
}
