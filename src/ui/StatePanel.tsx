import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { MOST_BYTES, MUCH, readSnapshot, settingsFor, writeSnapshot } from '#src/run/snapshot-file.ts';
import type { WidgetState } from '#src/run/widget-state.ts';
import { download } from './download.ts';
import { FileDrop } from './FileDrop.tsx';
import type { PanelProps } from './Foot.tsx';

type Said = string | JSX.Element;
type Opening = Pick<PanelProps, 'state' | 'whereabouts' | 'titleOf'>;

const sentenceOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** A trained state as a file: saved for later or for others, and opened again. */
export function StatePanel({ state, whereabouts, titleOf }: PanelProps) {
  const said = useSignal<Said>('');
  const other = state.beside.value;
  const tell = (sentence: Said) => (said.value = sentence);
  const open = async (files: readonly { bytes: Uint8Array }[]) => {
    tell('Reading the file …');
    const [file] = files;
    tell(file && files.length === 1 ? await opened({ state, whereabouts, titleOf }, file.bytes) : ONE_FILE);
  };
  return (
    <section class="panel" aria-label="The trained state of this figure">
      <div>
        <ul class="panel-list">
          <Run widget={state.id} state={state} name={other ? 'First run' : 'This run'} tell={tell} />
          {other && <Run widget={state.id} state={other} name="Second run" tell={tell} />}
        </ul>
        <FileDrop
          label={other ? 'Open a saved state in the first run' : 'Open a saved state'}
          zone=".panel"
          most={MOST_BYTES + 1}
          onFiles={(files) => void open(files)}
        />
        <p class="small">Or drop the file here. It is read in this page and sent nowhere.</p>
        <p role="status" data-said="state">
          {said.value}
        </p>
      </div>
      <p class="small">
        For runs too long to replay. The file holds every knob, the seed, the step, the network and where its optimiser
        stands, with a checksum. Weights are rounded to sixteen bits, moments to eight digits of base two: the numbers
        shown stay as they are to about 0.0001, and further steps go nearly the same way, not bit for bit. A run that
        begins with a file can be scrubbed back as far as the file, its links carry the settings alone, and it solves no
        exercise.
      </p>
    </section>
  );
}

const ONE_FILE = 'One file holds a whole state, and here are several. Nothing was changed. Choose one of them.';

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

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
    tell(`Saved the state of step ${step}, ${megabytes(file.length)}.`);
  };
  const save = async () => {
    if (announced) return write(announced);
    try {
      const made = await fileOf(widget, state);
      if (made.file.length <= MUCH) return write(made);
      ready.value = made;
      tell(`The state of step ${made.step} is a file of ${megabytes(made.file.length)}. Press again to save it.`);
    } catch (error) {
      tell(sentenceOf(error));
    }
  };
  return (
    <li data-run-name={name}>
      <span>
        {name}: {state.step.value > 0 ? `step ${state.step.value}` : 'not trained yet'}
      </span>
      <button type="button" data-action="save-state" onClick={() => void save()}>
        {announced ? `Save ${megabytes(announced.file.length)}` : 'Save the trained state'}
      </button>
    </li>
  );
}

async function fileOf(widget: string, state: WidgetState): Promise<Ready> {
  const controls = state.controls.peek();
  if (!controls) throw new Error('The figure is not ready yet. Press again in a moment.');
  const trained = await controls.takeOut();
  const settings = { ...state.values.peek() };
  const file = await writeSnapshot({ widget, settings, executor: state.backend.peek(), state: trained });
  return { step: trained.step, file };
}

/** Opens a file in the figure and says what came of it. Where it cannot be, all stays as it was. */
async function opened({ state, whereabouts, titleOf }: Opening, file: Uint8Array): Promise<Said> {
  const found = await readSnapshot(file);
  if (typeof found === 'string') return found;
  if (found.widget !== state.id)
    return <Elsewhere id={found.widget} title={await titleOf(found.widget)} home={whereabouts.home} />;
  const values = settingsFor(state.meta, found);
  if (typeof values === 'string') return values;
  try {
    await state.controls.peek()?.putIn(values, found.state);
  } catch (error) {
    return `The state could not be opened. ${sentenceOf(error)} What was here before still stands.`;
  }
  return (
    `Opened: the figure stands at step ${found.state.step}, with the knobs of the file. The numbers are measured here; ` +
    'how the state was trained is the file’s word. Press Run to train on.'
  );
}

function Elsewhere({ id, title, home }: { id: string; title: string | undefined; home: string }) {
  if (title === undefined)
    return <>The state belongs to a figure “{id.slice(0, 40)}”, which these notes do not have. Nothing was changed.</>;
  return (
    <>
      The state belongs to another figure,{' '}
      <a href={`${home}/widgets/${id}/`} target="_blank" rel="noopener">
        {title}
      </a>
      . Nothing was changed. Open it there.
    </>
  );
}
