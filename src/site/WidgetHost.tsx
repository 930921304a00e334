import { useSignalEffect } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { prefixIn } from '#src/run/figure-link.ts';
import { BESIDE, readLink, speaksOf } from '#src/run/links.ts';
import type { Recording } from '#src/run/recording.ts';
import { idOf, type WidgetMeta } from '#src/run/meta.ts';
import { stateBeside, widgetState, type WidgetState } from '#src/run/widget-state.ts';
import { beginning as beginningWords, view as viewWords } from '#src/run/words/figure.ts';
import { addressOfWhole, Menu, type Place } from '#src/ui/Menu.tsx';
import { Notices } from '#src/ui/Notices.tsx';
import '#src/ui/translated.ts';
import { handToViews, keepAddress, withStepLeftAt } from './address.ts';
import { whenNearAgain } from './near-again.ts';
import { joinHost } from './embed.ts';
import { joinPage } from './page-marks.ts';
import { Pair } from './Pair.tsx';
import { absent, figure as words } from './words/figure.ts';

type View = ComponentType<{ state: WidgetState }>;
export type { Place };

const metas = import.meta.glob<{ meta: WidgetMeta }>('/widgets/*/meta.ts');
const views = import.meta.glob<{ default: View }>('/widgets/*/view.tsx');

const beginnings = import.meta.glob<unknown>('/widgets/*/beginning*.json', { import: 'default' });

/** The trained beginning of a widget, or of its view, read while its pictures are on the way; or a sentence in its place. */
async function beginningOf(
  id: string,
  view: string | undefined,
): Promise<{ readonly recording?: Recording; readonly notice?: string }> {
  const load = beginnings[`/widgets/${id}/beginning.${view}.json`] ?? beginnings[`/widgets/${id}/beginning.json`];
  if (!load) return {};
  try {
    const [file, { readRecording }] = await Promise.all([load(), import('#src/run/recording.ts')]);
    return { recording: await readRecording(file) };
  } catch (error) {
    console.error(error);
    return { notice: beginningWords.unreadable };
  }
}

/** The programs of a widget; where they stand is fetched with the first that is asked for. */
const programsOf = async (id: string) => (await import('./code.ts')).codeOf(id);

const titleOf = async (id: string) => (await metas[`/widgets/${id}/meta.ts`]?.())?.meta.title;

type Props = {
  id: string;
  /** The view that the author placed by itself. */
  view?: string | undefined;
  set: Readonly<Record<string, unknown>>;
  place: Place;
  /** Whether `widgets/<id>/code/` shows the model's programs. */
  code: boolean;
  still: { light: string; dark: string; alt: string };
};
type Loaded = { readonly View: View; readonly state: WidgetState };

/** The one island: fetches a widget's own chunk when the figure is near, and keeps the figure's marks current. */
export default function WidgetHost({ id, view, set, place, code, still }: Props) {
  const root = useRef<HTMLDivElement>(null);
  const [loaded, setLoaded] = useState<Loaded>();
  const [failures, setFailures] = useState(0);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    const path = `/widgets/${id}`;
    if (place === 'lecture') handToViews(id);
    const prefix = place === 'lecture' ? prefixIn(id, view) : '';
    const shown = view ?? readLink(location.search, prefix).view;
    Promise.all([metas[`${path}/meta.ts`]?.(), views[`${path}/view.tsx`]?.(), beginningOf(id, shown)])
      .then(([meta, drawn, { recording, notice }]) => {
        if (!meta || !drawn) throw new Error(words.noWidget(id));
        const linked = (part: string) => ({ ...readLink(location.search, part, meta.meta.longest), view: shown });
        const own = idOf(id, view);
        const state = widgetState(own, meta.meta, set, withStepLeftAt(own, linked(prefix)), recording, id);
        if (notice) state.notices.value = [...state.notices.value, notice];
        if (meta.meta.trains && speaksOf(location.search, prefix + BESIDE))
          state.beside.value = stateBeside(state, linked(prefix + BESIDE));
        setLoaded({ View: drawn.default, state });
      })
      .catch((error: unknown) => {
        console.error(error);
        setFailures((before) => before + 1);
      });
  }, [id, view, attempt]);
  const again = () => setAttempt((before) => before + 1);
  useEffect(() => {
    const figure = root.current?.closest('figure');
    return failures > 0 && figure ? whenNearAgain([figure], again) : undefined;
  }, [failures]);
  return (
    <div ref={root} class="widget-body">
      {loaded ? <Live {...loaded} place={place} code={code} root={root} /> : <Still still={still} />}
      {!loaded && failures > 0 && (
        <p class="notices" role="status">
          {failures === 1 ? absent.notFetched : absent.still}{' '}
          <button type="button" class="quiet" data-action="fetch-again" onClick={again}>
            {absent.again}
          </button>
        </p>
      )}
    </div>
  );
}

/** The form for a room; the browser grants full screen only while it still holds the press, so that is asked for first. */
function teach(root: LiveProps['root'], state: WidgetState, full: boolean): void {
  const asked = full && document.fullscreenEnabled ? document.documentElement.requestFullscreen() : undefined;
  asked?.catch(() => undefined);
  import('./teach/Teach.tsx').then(
    ({ openTeach }) => openTeach(root.current?.closest('figure'), state),
    () => {
      if (document.fullscreenElement) void document.exitFullscreen();
      state.notices.value = [words.noTeach];
    },
  );
}

type LiveProps = Loaded & Pick<Props, 'place' | 'code'> & { root: { current: HTMLDivElement | null } };

function Live({ View, state, place, code, root }: LiveProps) {
  useEffect(() => {
    const figure = root.current?.closest('figure');
    if (!figure) return undefined;
    sayView(figure, state);
    // First, so that it hears of what waited for the figure on the page.
    const leaveAddress = keepAddress(state, figure, place);
    const leavePage = joinPage(state, figure);
    const leaveHost = place === 'embed' ? joinHost(state) : undefined;
    if (state.link.teach) teach(root, state, false);
    return () => {
      leavePage();
      leaveAddress();
      leaveHost?.();
    };
  }, []);
  useSignalEffect(() => {
    const figure = root.current?.closest('figure');
    figure?.setAttribute('data-status', state.status.value);
    figure?.setAttribute('data-step', String(state.step.value));
    figure?.setAttribute('data-backend', state.backend.value);
    const beginning = state.beginning.value;
    if (beginning) figure?.setAttribute('data-beginning', String(beginning.steps));
    else figure?.removeAttribute('data-beginning');
  });
  return (
    <>
      <Notices state={state} />
      <Pair View={View} state={state} />
      {state.view && state.link.only !== 'plot' && <Whole state={state} place={place} />}
      {state.link.only !== 'plot' && (
        <Menu
          state={state}
          place={place}
          onSecond={state.meta.trains && !state.beside.value ? () => openSecond(state) : undefined}
          code={code ? () => programsOf(state.widget) : undefined}
          titleOf={titleOf}
          onTeach={() => teach(root, state, true)}
        />
      )}
    </>
  );
}

/** A view that a link chose takes the place of the question and the caption that the page came with. */
function sayView(figure: HTMLElement, { view }: WidgetState): void {
  if (!view || figure.dataset['view'] === view.name) return;
  figure.dataset['view'] = view.name;
  for (const [part, words] of Object.entries({ '.question': view.question, figcaption: view.caption })) {
    const element = figure.querySelector(part);
    if (element) element.textContent = words;
  }
}

/** The way from a view to all of its figure, as it stands. */
function Whole({ state, place }: Pick<LiveProps, 'state' | 'place'>) {
  return (
    <p class="whole">
      <a href={addressOfWhole(state)} {...(place === 'embed' && { target: '_blank', rel: 'noopener' })}>
        {viewWords.whole}
      </a>
    </p>
  );
}

const NO_LINK = readLink('');

const openSecond = (state: WidgetState) => (state.beside.value = stateBeside(state, NO_LINK));

/** A picture of a real run, for readers without JavaScript and until the figure is near. */
function Still({ still }: Pick<Props, 'still'>) {
  return (
    <>
      <img
        class="still on-light"
        src={still.light}
        alt={still.alt}
        loading="lazy"
        decoding="async"
        width={1280}
        height={720}
      />
      <img
        class="still on-dark"
        src={still.dark}
        alt={still.alt}
        loading="lazy"
        decoding="async"
        width={1280}
        height={720}
      />
    </>
  );
}
