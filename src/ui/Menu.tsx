import { useComputed, useSignal, useSignalEffect, type Signal } from '@preact/signals';
import type { ComponentChildren, ComponentType } from 'preact';
import { useRef } from 'preact/hooks';
import { executors } from '#src/run/executors.ts';
import { addressOf, asItStands, type Whereabouts } from '#src/run/figure-link.ts';
import type { ParamSpecs } from '#src/run/params.ts';
import type { WidgetState } from '#src/run/widget-state.ts';
import { CopyButton } from './CopyButton.tsx';
import type { PanelProps } from './panel.ts';
import { menu as words } from '#src/run/words/figure.ts';

export type Place = 'lecture' | 'widget' | 'embed';
type Panel = ComponentType<PanelProps>;
type Room = { readonly label: string; readonly load: () => Promise<Panel> };

/** What opens under the figure; nothing of a panel is fetched before it is asked for. */
const rooms: Readonly<Record<string, Room>> = {
  link: { label: words.link, load: async () => (await import('./LinkPanel.tsx')).LinkPanel },
  data: { label: words.data, load: async () => (await import('./DataPanel.tsx')).DataPanel },
  tables: { label: words.tables, load: async () => (await import('./TablesPanel.tsx')).TablesPanel },
  picture: { label: words.picture, load: async () => (await import('./PicturePanel.tsx')).PicturePanel },
  state: { label: words.state, load: async () => (await import('./StatePanel.tsx')).StatePanel },
  code: { label: words.code, load: async () => (await import('./CodePanel.tsx')).CodePanel },
};

function whereabouts(place: Place): Whereabouts {
  const home = `${location.origin}${import.meta.env.BASE_URL.replace(/\/$/, '')}`;
  return { home, ...(place === 'lecture' && { lecture: `${location.origin}${location.pathname}` }) };
}

/** The page of the whole figure with this state, for a view. */
export const addressOfWhole = (state: WidgetState): string =>
  addressOf(state, { ...asItStands('widgets'), whole: true }, whereabouts('widget'));

type Props<S extends ParamSpecs> = {
  state: WidgetState<S>;
  place: Place;
  code?: PanelProps['code'];
  titleOf: PanelProps['titleOf'];
  onTeach: () => void;
  /** Opens a second run beside the first; in a figure that trains, while there is none. */
  onSecond?: (() => void) | undefined;
};

/** Everything that is not needed to read the figure: link, numbers, pictures as files, what trains, the form for a room. */
export function Menu<S extends ParamSpecs>({ state, place, code, titleOf, onTeach, onSecond }: Props<S>) {
  const here = whereabouts(place);
  const open = useSignal(false);
  const panels = usePanels(state.id);
  const then = (act: () => void) => () => {
    open.value = false;
    act();
  };
  return (
    <>
      <Dropdown id={state.id} open={open}>
        <CopyButton
          label={words.copyLink}
          text={() => addressOf(state, asItStands(place === 'lecture' ? 'lectures' : 'widgets'), here)}
        />
        {offered(state, code !== undefined).map((name) => (
          <button
            key={name}
            type="button"
            data-action={`panel-${name}`}
            aria-controls={`${state.id}-panel`}
            onClick={then(() => void panels.show(name))}
          >
            {rooms[name]?.label}
          </button>
        ))}
        {place !== 'widget' && (
          <a
            href={addressOf(state, asItStands('widgets'), here)}
            target={place === 'embed' ? '_blank' : undefined}
            rel="noopener"
          >
            {words.fullPage}
          </a>
        )}
        <button type="button" data-action="teach" onClick={then(onTeach)}>
          {words.teach}
        </button>
        {onSecond && (
          <button type="button" data-action="beside" onClick={then(onSecond)}>
            {words.second}
          </button>
        )}
        <button type="button" data-action="defaults" onClick={then(() => state.reset())}>
          {words.defaults}
        </button>
        {state.meta.trains && <Executor state={state} onChosen={() => (open.value = false)} />}
      </Dropdown>
      <p class="for-ears" role="status">
        {panels.failure.value}
      </p>
      <OpenPanel panels={panels} state={state} whereabouts={here} code={code} titleOf={titleOf} />
    </>
  );
}

const offered = ({ meta }: WidgetState, hasCode: boolean) =>
  Object.keys(rooms).filter((name) => (name !== 'code' || hasCode) && (name !== 'state' || meta.trains));

/** A button and the list under it, which closes when the reader leaves it or presses Escape. */
function Dropdown({ id, open, children }: { id: string; open: Signal<boolean>; children: ComponentChildren }) {
  const holder = useRef<HTMLDivElement>(null);
  useSignalEffect(() => {
    if (!open.value) return undefined;
    const leave = ({ target }: Event) => {
      if (target instanceof Node && !holder.current?.contains(target)) open.value = false;
    };
    document.addEventListener('pointerdown', leave);
    document.addEventListener('focusin', leave);
    return () => {
      document.removeEventListener('pointerdown', leave);
      document.removeEventListener('focusin', leave);
    };
  });
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !open.value) return;
    event.stopPropagation();
    open.value = false;
    buttonOf(id)?.focus();
  };
  return (
    // Escape is a second way out for a reader inside; the button is the first.
    // eslint-disable-next-line jsx-a11y-x/no-static-element-interactions
    <div ref={holder} class="menu-of-figure" onKeyDown={press}>
      <button
        type="button"
        class="quiet"
        data-action="menu"
        aria-expanded={open.value}
        aria-controls={`${id}-menu`}
        aria-label={words.open}
        title={words.open}
        onClick={() => (open.value = !open.value)}
      >
        <span aria-hidden="true">⋯</span>
      </button>
      <div id={`${id}-menu`} class="menu-list" hidden={!open.value}>
        {children}
      </div>
    </div>
  );
}

const buttonOf = (id: string) =>
  document.querySelector<HTMLElement>(`[data-action="menu"][aria-controls="${id}-menu"]`);

/** What trains, why that, and the choice of something else. */
function Executor<S extends ParamSpecs>({ state, onChosen }: { state: WidgetState<S>; onChosen: () => void }) {
  const controls = state.controls.value;
  const why = useComputed(() => controls?.why.value ?? '').value;
  if (!controls) return null;
  return (
    <div class="executor">
      {why && <p>{why}</p>}
      <label>
        {words.trainOn}{' '}
        <select
          data-action="executor"
          value={state.executor.value}
          onChange={(event) => {
            controls.trainOn(event.currentTarget.value as keyof typeof executors);
            onChosen();
          }}
        >
          {Object.entries(executors).map(([name, label]) => (
            <option key={name} value={name}>
              {label}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

type Panels = {
  readonly open: Signal<string>;
  readonly shown: Signal<{ readonly Panel: Panel } | undefined>;
  readonly failure: Signal<string>;
  readonly show: (name: string) => Promise<void>;
  readonly close: () => void;
};

/** Which panel stands open under the figure. Asked for again, it closes. */
function usePanels(id: string): Panels {
  const open = useSignal('');
  const shown = useSignal<{ readonly Panel: Panel } | undefined>(undefined);
  const failure = useSignal('');
  const close = () => {
    buttonOf(id)?.focus();
    open.value = '';
  };
  const show = async (name: string) => {
    failure.value = '';
    if (open.value === name) return close();
    open.value = name;
    shown.value = undefined;
    try {
      const Panel = await rooms[name]?.load();
      if (!Panel || open.value !== name) return;
      shown.value = { Panel };
      bringNear(id);
    } catch {
      open.value = '';
      failure.value = words.notFetched;
    }
  };
  return { open, shown, failure, show, close };
}

/** Once it is drawn: a panel opens under the figure, which may be below the window. */
const bringNear = (id: string) =>
  requestAnimationFrame(() => {
    const holder = document.getElementById(`${id}-panel`);
    holder?.focus({ preventScroll: true });
    holder?.scrollIntoView({ block: 'nearest' });
  });

function OpenPanel({ panels, ...props }: PanelProps & { panels: Panels }) {
  const { open, shown, close } = panels;
  const Panel = open.value ? shown.value?.Panel : undefined;
  return (
    // Escape is a second way out for a reader inside; the button is the first.
    // eslint-disable-next-line jsx-a11y-x/no-static-element-interactions
    <div
      id={`${props.state.id}-panel`}
      class="panel-holder"
      tabIndex={-1}
      onKeyDown={(event) => event.key === 'Escape' && open.value && close()}
    >
      {Panel && (
        <>
          <button type="button" class="quiet panel-close" data-action="panel-close" onClick={close}>
            {words.closePanel}
          </button>
          <Panel {...props} />
        </>
      )}
    </div>
  );
}
