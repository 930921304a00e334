import type { Signal } from '@preact/signals';

/** What has merely happened, and needs nobody to do anything, is read by then. */
const READ_MILLISECONDS = 10_000;

/** What a run says of itself among the figure's notices; it takes away what it said once that is over. */
export type RunNotices = {
  /** Says this in place of what stood there. A passing notice goes by itself, some time after all is well again. */
  say(sentence: string, passing?: 'passing'): void;
  /** All is well: what is passing is soon over. */
  settle(): void;
  /** What was said is over. Of what others said nothing goes. */
  over(): void;
};

export function runNotices(notices: Signal<readonly string[]>): RunNotices {
  let said: string | undefined;
  let passing = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = () => {
    clearTimeout(timer);
    timer = undefined;
    const known = notices.peek();
    if (said !== undefined && known.includes(said)) notices.value = known.filter((notice) => notice !== said);
    said = undefined;
  };
  return {
    say(sentence, goes) {
      clearTimeout(timer);
      timer = undefined;
      [said, passing] = [sentence, goes === 'passing'];
      notices.value = [sentence];
    },
    settle() {
      if (passing && said !== undefined) timer ??= setTimeout(over, READ_MILLISECONDS);
    },
    over,
  };
}
