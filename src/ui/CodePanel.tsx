import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { changed } from '#src/run/params.ts';
import type { WidgetState } from '#src/run/widget-state.ts';
import { CopyButton } from './CopyButton.tsx';
import { download } from './download.ts';
import type { Code, PanelProps, SourceFile } from './panel.ts';
import { code as words, panel } from '#src/run/words/panels.ts';

/** The model and its training as programs one can read, copy and run elsewhere. */
export function CodePanel({ state, code }: PanelProps) {
  const loaded = useSignal<Code | undefined>(undefined);
  const failure = useSignal('');
  const chosen = useSignal(0);
  useEffect(() => {
    code?.().then(
      (found) => (loaded.value = found),
      () => (failure.value = words.notFetched),
    );
  }, []);
  const file = loaded.value?.files[chosen.value];
  return (
    <section class="panel panel-code" aria-label={words.title}>
      {failure.value && <p role="status">{failure.value}</p>}
      {loaded.value && (
        <fieldset>
          <legend>{words.program}</legend>
          {loaded.value.files.map(({ name, about }, at) => (
            <label key={name}>
              <input
                type="radio"
                name={`${state.id}-code`}
                value={name}
                checked={at === chosen.value}
                onChange={() => (chosen.value = at)}
              />
              <span>
                <code>{name}</code> {about}
              </span>
            </label>
          ))}
        </fieldset>
      )}
      {loaded.value && file && <Listing state={state} file={file} flags={loaded.value.flags} />}
    </section>
  );
}

/** The command that runs a Python file with the knobs as they stand. */
function command({ meta, values }: WidgetState, { name }: SourceFile, flags: readonly string[]): string {
  const turned = changed(meta.params, values.value).filter((knob) => flags.includes(knob));
  return ['python', name, ...turned.flatMap((knob) => [`--${knob}`, String(values.value[knob])])].join(' ');
}

function Listing({ state, file, flags }: { state: WidgetState; file: SourceFile; flags: readonly string[] }) {
  const runs = file.name.endsWith('.py');
  return (
    <div class="panel-outcome">
      <p class="foot">
        <CopyButton label={panel.copy} of={file.name} text={() => file.text} />
        <button
          type="button"
          data-action="save-code"
          aria-label={words.saveFile(file.name)}
          onClick={() => download(file.name, file.text)}
        >
          {panel.save}
        </button>
      </p>
      <p class="small">
        {runs ? (
          <>
            {words.command} <code data-said="command">{command(state, file, flags)}</code>
          </>
        ) : (
          words.kernels
        )}
      </p>
      {/* The listing scrolls inside its own box, so a reader at the keyboard needs a stop there. */}
      {/* eslint-disable-next-line jsx-a11y-x/no-noninteractive-tabindex */}
      <pre class="listing" tabIndex={0} role="region" aria-label={words.listing(file.name)}>
        <code>{file.text}</code>
      </pre>
    </div>
  );
}
