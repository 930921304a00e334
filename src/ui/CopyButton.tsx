import { useSignal } from '@preact/signals';
import { copy as words } from '#src/run/words/figure.ts';

const SAID_MILLISECONDS = 2000;

/** Copies a text and says so; where the clipboard is closed the text is shown to be copied by hand. */
export function CopyButton({ label, text, of }: { label: string; text: () => string; of?: string }) {
  const copied = useSignal(false);
  const byHand = useSignal('');
  const copy = async () => {
    const now = text();
    try {
      await navigator.clipboard.writeText(now);
      byHand.value = '';
      copied.value = true;
      setTimeout(() => (copied.value = false), SAID_MILLISECONDS);
    } catch {
      byHand.value = now;
    }
  };
  const name = of ? words.name(label, of) : label;
  const said = copied.value ? words.saidCopied(name) : byHand.value ? words.closed : '';
  return (
    <span class="copy">
      <button type="button" class="quiet" data-action="copy-link" aria-label={name} onClick={() => void copy()}>
        {copied.value ? words.copied : label}
      </button>
      {byHand.value && (
        <textarea
          readOnly
          rows={1}
          aria-label={words.byHand(name)}
          value={byHand.value}
          onFocus={(event) => event.currentTarget.select()}
        />
      )}
      <span class="for-ears" role="status">
        {said}
      </span>
    </span>
  );
}
