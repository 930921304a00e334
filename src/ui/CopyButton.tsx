import { useSignal } from '@preact/signals';

/** Copies a text and says so; where the clipboard is closed the text is shown to be copied by hand. */
export function CopyButton({ label, text }: { label: string; text: () => string }) {
  const copied = useSignal('');
  const byHand = useSignal('');
  const copy = async () => {
    const now = text();
    try {
      await navigator.clipboard.writeText(now);
      copied.value = 'Copied';
      setTimeout(() => (copied.value = ''), 2000);
    } catch {
      byHand.value = now;
    }
  };
  return (
    <span class="copy">
      <button type="button" class="quiet" data-action="copy-link" onClick={() => void copy()}>
        {copied.value || label}
      </button>
      {byHand.value && (
        <input readOnly aria-label={label} value={byHand.value} onFocus={(event) => event.currentTarget.select()} />
      )}
    </span>
  );
}
