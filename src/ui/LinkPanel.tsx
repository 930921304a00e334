import { useComputed, useSignal, type Signal } from '@preact/signals';
import { addressOf, asItStands, frameCode, type Begin, type LinkWish, type Room } from '#src/run/figure-link.ts';
import { sayChanged, type Param } from '#src/run/params.ts';
import { replayable, type WidgetState } from '#src/run/widget-state.ts';
import { CopyButton } from './CopyButton.tsx';
import { download } from './download.ts';
import type { PanelProps } from './panel.ts';
import { qrCode, qrFile } from './qr.ts';
import { link as words, panel } from '#src/run/words/panels.ts';

const places: Readonly<Record<Room, string>> = words.places;

/** What a link to this figure says, chosen piece by piece; the link follows at once. */
export function LinkPanel({ state, whereabouts }: PanelProps) {
  const wish = useSignal<LinkWish>({
    ...asItStands(whereabouts.lecture === undefined ? 'widgets' : 'lectures'),
    begin: state.step.peek() > 0 ? 'step' : 'still',
  });
  const address = useComputed(() => addressOf(state, possible(state, wish.value), whereabouts));
  return (
    <section class="panel" aria-label={words.title}>
      <div class="panel-choices">
        <Where state={state} wish={wish} />
        <Carried state={state} wish={wish} />
        {state.meta.trains && <Beginning state={state} wish={wish} />}
        <Shown state={state} wish={wish} />
      </div>
      <div class="panel-outcome">
        <p>
          <a class="link-text" data-said="link" href={address.value}>
            {address.value}
          </a>
        </p>
        <p class="foot">
          <CopyButton label={panel.copy} of={words.copyOf} text={() => address.value} />
        </p>
        {wish.value.room === 'embed' ? (
          <FrameCode code={frameCode(address.value, state.meta.title)} />
        ) : (
          <Qr text={address.value} name={state.id} />
        )}
      </div>
    </section>
  );
}

type Choosing = { state: WidgetState; wish: Signal<LinkWish> };

const choose = (wish: Signal<LinkWish>, patch: Partial<LinkWish>) => (wish.value = { ...wish.value, ...patch });

/** A run that has been put back to its start has no step to be replayed to, and one out of a file none that its seed leads to. */
const possible = (state: WidgetState, wish: LinkWish): LinkWish =>
  wish.begin === 'step' && replayable(state) === 0 ? { ...wish, begin: 'still' } : wish;

function Where({ state, wish }: Choosing) {
  return (
    <fieldset>
      <legend>{words.where}</legend>
      {(Object.keys(places) as Room[]).map((room) => (
        <label key={room}>
          <input
            type="radio"
            name={`${state.id}-link-room`}
            value={room}
            checked={wish.value.room === room}
            onChange={() => choose(wish, { room })}
          />
          <span>{places[room]}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** The turned knobs in words: “β 4, d 8”. */
const turned = ({ meta, values, base }: WidgetState) =>
  sayChanged(meta.params, { ...values.value, seed: base['seed'] ?? 0 }, base) || words.noneTurned;

function Carried({ state, wish }: Choosing) {
  const { knobs, seed, backend } = wish.value;
  const hasSeed = Object.hasOwn(state.meta.params, 'seed');
  return (
    <fieldset>
      <legend>{words.carries}</legend>
      <Tick name="knobs" label={words.knobs(turned(state))} on={knobs} set={(on) => choose(wish, { knobs: on })} />
      {hasSeed && (
        <Tick
          name="seed"
          label={words.seed(String(state.values.value['seed']))}
          on={seed}
          set={(on) => choose(wish, { seed: on })}
        />
      )}
      {state.meta.trains && state.executor.value !== 'auto' && (
        <Tick
          name="backend"
          label={words.backend(state.executor.value)}
          on={backend}
          set={(on) => choose(wish, { backend: on })}
        />
      )}
    </fieldset>
  );
}

function Beginning({ state, wish }: Choosing) {
  const step = replayable(state);
  const lack = state.origin.value === undefined ? words.noneYet : words.fromFile;
  const ways: Readonly<Record<Begin, string>> = {
    still: words.still,
    play: words.play,
    step: step > 0 ? words.toStep(step) : words.noStep(lack),
  };
  return (
    <fieldset>
      <legend>{words.when}</legend>
      {(Object.keys(ways) as Begin[]).map((begin) => (
        <label key={begin}>
          <input
            type="radio"
            name={`${state.id}-link-begin`}
            value={begin}
            disabled={begin === 'step' && step === 0}
            checked={possible(state, wish.value).begin === begin}
            onChange={() => choose(wish, { begin })}
          />
          <span>{ways[begin]}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Shown({ state, wish }: Choosing) {
  const { hide, plotOnly, teach = false } = wish.value;
  const set = (name: string, hidden: boolean) =>
    choose(wish, {
      hide: Object.keys(state.meta.params).filter((other) => (other === name ? hidden : hide.includes(other))),
    });
  return (
    <fieldset>
      <legend>{words.shows}</legend>
      <Tick name="only" label={words.only} on={plotOnly} set={(on) => choose(wish, { plotOnly: on })} />
      <Tick name="teach" label={words.teach} on={teach} set={(on) => choose(wish, { teach: on })} />
      <details class="more">
        <summary>
          {words.leaveOut}
          {hide.length > 0 && ` (${hide.length})`}
        </summary>
        {Object.entries<Param>(state.meta.params).map(([name, { symbol, label }]) => (
          <Tick
            key={name}
            name={`hide-${name}`}
            label={symbol ? words.knob(symbol, label) : label}
            on={hide.includes(name)}
            set={(hidden) => set(name, hidden)}
          />
        ))}
      </details>
    </fieldset>
  );
}

type TickProps = { name: string; label: string; on: boolean; set: (on: boolean) => void };
const Tick = ({ name, label, on, set }: TickProps) => (
  <label>
    <input
      type="checkbox"
      data-link={name}
      checked={on}
      onChange={(event) => {
        set(event.currentTarget.checked);
      }}
    />
    <span>{label}</span>
  </label>
);

function FrameCode({ code }: { code: string }) {
  return (
    <>
      <textarea class="code-text" readOnly rows={9} aria-label={words.frameCode} value={code} />
      <p class="foot">
        <CopyButton label={panel.copy} of={words.copyOfCode} text={() => code} />
      </p>
      <p class="small">{words.frameHint}</p>
    </>
  );
}

/** Dark on white with its quiet zone whatever the theme: not every camera reads a code turned over. */
function Qr({ text, name }: { text: string; name: string }) {
  const said = useSignal('');
  const code = qrCode(text);
  if (!code) return <p class="small">{words.tooLong}</p>;
  const save = async (kind: 'svg' | 'png') => {
    try {
      const { pngOfPath } = await import('./export-picture.ts');
      download(`${name}-qr.${kind}`, kind === 'svg' ? qrFile(code, text) : await pngOfPath(code.size, code.path));
      said.value = '';
    } catch (error) {
      said.value = error instanceof Error ? error.message : String(error);
    }
  };
  return (
    <>
      <svg
        class="qr"
        role="img"
        aria-label={words.qr}
        viewBox={`0 0 ${code.size} ${code.size}`}
        shape-rendering="crispEdges"
      >
        <rect width={code.size} height={code.size} fill="#fff" />
        <path d={code.path} fill="#000" />
      </svg>
      <p class="foot">
        {(['svg', 'png'] as const).map((kind) => (
          <button
            key={kind}
            type="button"
            class="quiet"
            data-action={`save-qr-${kind}`}
            onClick={() => void save(kind)}
          >
            {words.saveQr(kind.toUpperCase())}
          </button>
        ))}
      </p>
      <p class="small" role="status">
        {said.value}
      </p>
    </>
  );
}
