import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { sentenceOf } from '#src/run/sentence.ts';
import { CopyButton } from '#src/ui/CopyButton.tsx';
import { Picture } from '#src/ui/Picture.tsx';
import '#src/ui/translated.ts';
import { raceBars, raceHeight } from './bars.ts';
import { contests, everybody, holdRace, type RaceOptions, type Result } from './race.ts';
import { barsOf, COLUMNS, reportOf, rowsOf, winnersOf } from './report.ts';
import { bench as words } from './words/page.ts';

const whole: RaceOptions = { contests, contestants: everybody, rounds: 7, milliseconds: 150 };
/** For a first impression, and for tests (`?quick=1`): our own executors on the two smallest models. */
const quick: RaceOptions = {
  contests: contests.slice(0, 2),
  contestants: everybody.slice(0, 2),
  rounds: 3,
  milliseconds: 60,
};

type Status = 'idle' | 'racing' | 'paused' | 'stopped' | 'done';

/** Starts, pauses and stops a race, and holds what is known of it. */
function useRace() {
  const status = useSignal<Status>('idle');
  const results = useSignal<readonly Result[]>([]);
  const now = useSignal('');
  const share = useSignal(0);
  const fault = useSignal('');
  const going = useRef<{ stop: AbortController; goOn: () => void }>();
  const wait = () =>
    new Promise<void>((resolve) => {
      if (status.peek() !== 'paused') return resolve();
      if (going.current) going.current.goOn = resolve;
    });
  const start = async () => {
    const stop = new AbortController();
    going.current = { stop, goOn: () => undefined };
    [status.value, results.value, fault.value] = ['racing', [], ''];
    const options = new URLSearchParams(location.search).get('quick') === '1' ? quick : whole;
    const onResults = (found: readonly Result[], doing: string, done: number) => {
      [results.value, now.value, share.value] = [found, doing, done];
    };
    try {
      await holdRace(options, { onResults, mayGoOn: wait, stop: stop.signal });
      status.value = 'done';
    } catch (error) {
      status.value = 'stopped';
      if (!stop.signal.aborted) fault.value = sentenceOf(error);
    }
  };
  const goOn = () => {
    status.value = 'racing';
    going.current?.goOn();
  };
  const stop = () => {
    going.current?.stop.abort();
    going.current?.goOn();
  };
  useEffect(() => stop, []);
  return { status, results, now, share, fault, start, pause: () => (status.value = 'paused'), goOn, stop };
}

/** The race on the reader's own machine: buttons, progress, winners, bars, table, and the result as text. */
export default function Bench() {
  const race = useRace();
  const { status, results, now, share, fault } = race;
  const bars = useComputed(() => barsOf(results.value));
  const winners = useComputed(() => winnersOf(results.value));
  // The button is printed with the page and answers only once its script is here; until then it says so by being disabled.
  const awake = useSignal(false);
  useEffect(() => {
    awake.value = true;
  }, []);
  const racing = status.value === 'racing' || status.value === 'paused';
  return (
    <figure class="widget wide" data-race={status.value}>
      <div class="run-bar">
        <span class="buttons">
          {!racing && (
            <button
              type="button"
              class="primary"
              data-action="race"
              disabled={!awake.value}
              onClick={() => void race.start()}
            >
              {status.value === 'idle' ? words.start : words.again}
            </button>
          )}
          {status.value === 'racing' && (
            <button type="button" data-action="pause" onClick={race.pause}>
              {words.pause}
            </button>
          )}
          {status.value === 'paused' && (
            <button type="button" class="primary" data-action="go-on" onClick={race.goOn}>
              {words.goOn}
            </button>
          )}
          {racing && (
            <button type="button" data-action="stop" onClick={race.stop}>
              {words.stop}
            </button>
          )}
        </span>
        {racing && (
          <span class="progress">
            <progress value={share.value} aria-label={words.share} />
            <span>{now.value}</span>
          </span>
        )}
      </div>
      <p role="status" class="for-ears">
        {words.said[status.value]}
      </p>
      {fault.value && (
        <p class="notices" role="alert">
          {words.brokeOff(fault.value)}
        </p>
      )}
      {winners.value.map((sentence) => (
        <p key={sentence} data-winner>
          {sentence}
        </p>
      ))}
      {bars.value.length > 0 && (
        <Picture
          key={bars.value.length}
          title={words.picture}
          height={raceHeight(bars.value)}
          summary={() => winners.value.join(' ')}
          draw={(size) => raceBars(bars.value, size)}
        />
      )}
      {results.value.length > 0 && <Results results={results.value} />}
      {results.value.length > 0 && !racing && (
        <p class="foot">
          <CopyButton label={words.copy} text={() => reportOf(results.value, machine())} />
        </p>
      )}
    </figure>
  );
}

const machine = () => ({
  agent: navigator.userAgent,
  cores: navigator.hardwareConcurrency,
  date: new Date().toISOString().slice(0, 10),
});

function Results({ results }: { results: readonly Result[] }) {
  return (
    // The table scrolls inside its own box, so a reader at the keyboard needs a stop there.
    // eslint-disable-next-line jsx-a11y-x/no-noninteractive-tabindex
    <div class="table-scroll" tabIndex={0} role="region" aria-label={words.results}>
      <table>
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rowsOf(results).map((row) => (
            <tr key={row.slice(0, 2).join()}>
              {row.map((cell, at) => (
                <td key={at}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
