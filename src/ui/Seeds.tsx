import type { ParamSpecs } from '#src/run/params.ts';
import { sayChanged } from '#src/run/params.ts';
import type { SeedBatch, SeedBatches } from '#src/run/seeds.ts';
import type { WidgetState } from '#src/run/widget-state.ts';
import { Picture } from './Picture.tsx';
import type { Table } from './tables.ts';
import { seeds as words } from '#src/run/words/figure.ts';

type Props<S extends ParamSpecs, Kept> = {
  state: WidgetState<S>;
  seeds: SeedBatches<Kept>;
  /** How many seeds, and for how many steps each. */
  of: number;
  steps: number;
  /** What a batch has come to so far, in a sentence, as a table and as a picture. */
  tell: (batch: SeedBatch<Kept>) => string;
  table: (batch: SeedBatch<Kept>) => Table;
  draw: (batch: SeedBatch<Kept>, size: { width: number; height: number }) => Element;
  onStart: () => void;
};

/** The present setting over many seeds, and beside it the settings measured before, until cleared. */
export function Seeds<S extends ParamSpecs, Kept>({ of, steps, onStart, ...props }: Props<S, Kept>) {
  const { state, seeds, tell } = props;
  const batches = seeds.batches.value;
  const running = seeds.running.value;
  const newest = batches.at(-1);
  const start = () => {
    onStart();
    seeds.run(of, steps);
  };
  return (
    <details class="seeds more">
      <summary>{words.title}</summary>
      <div class="buttons" role="group" aria-label={words.group}>
        <button type="button" data-action="seeds" onClick={() => (running ? seeds.stop() : start())}>
          {running ? words.stop : words.start(of)}
        </button>
        <button
          type="button"
          class="quiet"
          data-action="clear-seeds"
          disabled={batches.length === 0}
          onClick={() => seeds.clear()}
        >
          {words.clear}
        </button>
        <span class="seeds-hint">{running ? words.done(newest?.runs.length ?? 0, of) : words.hint(of, steps)}</span>
      </div>
      <p class="for-ears" role="status">
        {!running && newest && `${settingOf(state, newest)}: ${tell(newest)}`}
      </p>
      {batches.length > 0 && (
        <div class="stage">
          {batches.map((batch) => (
            <Batch key={batch.id} {...props} batch={batch} />
          ))}
        </div>
      )}
    </details>
  );
}

/** What the knobs of a batch do otherwise than the author's. */
const settingOf = <S extends ParamSpecs, Kept>(state: WidgetState<S>, { values }: SeedBatch<Kept>) =>
  sayChanged(state.meta.params, { ...values, seed: Number(state.base['seed']) }, state.base) || words.asPlaced;

type BatchProps<S extends ParamSpecs, Kept> = Omit<Props<S, Kept>, 'of' | 'steps' | 'onStart'> & {
  batch: SeedBatch<Kept>;
};

function Batch<S extends ParamSpecs, Kept>({ state, seeds, batch, tell, table, draw }: BatchProps<S, Kept>) {
  // The picture draws by itself when a run is added, so it looks the batch up anew.
  const newest = () => seeds.batches.value.find(({ id }) => id === batch.id) ?? batch;
  return (
    <div class="part">
      <Picture
        title={settingOf(state, batch)}
        summary={() => tell(newest())}
        table={() => table(newest())}
        height={190}
        draw={(size) => draw(newest(), size)}
      />
      <p class="seeds-found">{tell(batch)}</p>
    </div>
  );
}
