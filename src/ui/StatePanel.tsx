import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { sentenceOf } from '#src/run/sentence.ts';
import { MOST_BYTES, MUCH, readSnapshot, settingsFor, writeSnapshot } from '#src/run/snapshot-file.ts';
import type { WidgetState } from '#src/run/widget-state.ts';
import { download } from './download.ts';
import { FileDrop } from './FileDrop.tsx';
import type { PanelProps } from './panel.ts';
import { panel, state as words } from '#src/run/words/panels.ts';

type Said = string | JSX.Element;
type Opening = Pick<PanelProps, 'state' | 'whereabouts' | 'titleOf'>;

/** A trained state as a file: saved for later or for others, and opened again. */
export function StatePanel({ state, whereabouts, titleOf }: PanelProps) {
  const said = useSignal<Said>('');
  const other = state.beside.value;
  const tell = (sentence: Said) => (said.value = sentence);
  const open = async (files: readonly { bytes: Uint8Array }[]) => {
    tell(words.reading);
    const [file] = files;
    tell(file && files.length === 1 ? await opened({ state, whereabouts, titleOf }, file.bytes) : words.oneFile);
  };
  return (
    <section class="panel" aria-label={words.title}>
      <div>
        <ul class="panel-list">
          <Run widget={state.widget} state={state} name={other ? panel.firstRun : panel.thisRun} tell={tell} />
          {other && <Run widget={state.widget} state={other} name={panel.secondRun} tell={tell} />}
        </ul>
        <FileDrop
          label={other ? words.openFirst : words.open}
          zone=".panel"
          most={MOST_BYTES}
          onFiles={(files) => void open(files)}
        />
        <p class="small">{words.drop}</p>
        <p role="status" data-said="state">
          {said.value}
        </p>
      </div>
      <p class="small">{words.about}</p>
    </section>
  );
}

const megabytes = (bytes: number) => words.megabytes((bytes / 1e6).toFixed(1));

type Ready = { readonly step: number; readonly file: Uint8Array<ArrayBuffer> };

type RunProps = {
  /** The figure, by the id that its run beside shares. */
  widget: string;
  state: WidgetState;
  name: string;
  tell: (sentence: Said) => void;
};

/** A file that is not small is announced first, and saved by the next press. */
function Run({ widget, state, name, tell }: RunProps) {
  const ready = useSignal<Ready | undefined>(undefined);
  const announced = ready.value?.step === state.step.value ? ready.value : undefined;
  const write = ({ step, file }: Ready) => {
    ready.value = undefined;
    download(`${widget}-step-${step}.snapshot`, new Blob([file]), 'application/octet-stream');
    tell(words.saved(step, megabytes(file.length)));
  };
  const save = async () => {
    if (announced) return write(announced);
    try {
      const made = await fileOf(widget, state);
      if (made.file.length <= MUCH) return write(made);
      ready.value = made;
      tell(words.large(made.step, megabytes(made.file.length)));
    } catch (error) {
      tell(sentenceOf(error));
    }
  };
  return (
    <li data-run-name={name}>
      <span>{words.run(name, state.step.value)}</span>
      <button type="button" data-action="save-state" onClick={() => void save()}>
        {announced ? words.saveLarge(megabytes(announced.file.length)) : words.save}
      </button>
    </li>
  );
}

async function fileOf(widget: string, state: WidgetState): Promise<Ready> {
  const controls = state.controls.peek();
  if (!controls) throw new Error(words.notReady);
  const trained = await controls.takeOut();
  const settings = { ...state.values.peek() };
  const file = await writeSnapshot({ widget, settings, executor: state.backend.peek(), state: trained });
  return { step: trained.step, file };
}

/** Opens a file in the figure and says what came of it. Where it cannot be, all stays as it was. */
async function opened({ state, whereabouts, titleOf }: Opening, file: Uint8Array): Promise<Said> {
  const found = await readSnapshot(file);
  if (typeof found === 'string') return found;
  if (found.widget !== state.widget)
    return <Elsewhere id={found.widget} title={await titleOf(found.widget)} home={whereabouts.home} />;
  const values = settingsFor(state.meta, found);
  if (typeof values === 'string') return values;
  try {
    await state.controls.peek()?.putIn(values, found.state);
  } catch (error) {
    return words.notOpened(sentenceOf(error));
  }
  return words.opened(found.state.step);
}

function Elsewhere({ id, title, home }: { id: string; title: string | undefined; home: string }) {
  if (title === undefined) return <>{words.unknown(id.slice(0, 40))}</>;
  const [before, behind] = words.elsewhere;
  return (
    <>
      {before}
      <a href={`${home}/widgets/${id}/`} target="_blank" rel="noopener">
        {title}
      </a>
      {behind}
    </>
  );
}
