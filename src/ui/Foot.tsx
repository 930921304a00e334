import { useSignal } from '@preact/signals';
import type { ComponentChildren, ComponentType } from 'preact';
import { addressOf, asItStands, type Whereabouts } from '#src/run/figure-link.ts';
import type { ParamSpecs } from '#src/run/params.ts';
import type { WidgetState } from '#src/run/widget-state.ts';
import { CopyButton } from './CopyButton.tsx';
import type { PanelProps } from './panel.ts';
import { foot as words } from '#src/run/words/figure.ts';

export type Place = 'lecture' | 'widget' | 'embed';
type Panel = ComponentType<PanelProps>;
type Room = { readonly label: string; readonly load: () => Promise<Panel> };

/** What opens under the foot; nothing of a panel is fetched before it is asked for. */
const rooms: Readonly<Record<string, Room>> = {
  link: { label: words.link, load: async () => (await import('./LinkPanel.tsx')).LinkPanel },
  data: { label: words.data, load: async () => (await import('./DataPanel.tsx')).DataPanel },
  picture: { label: words.picture, load: async () => (await import('./PicturePanel.tsx')).PicturePanel },
  state: { label: words.state, load: async () => (await import('./StatePanel.tsx')).StatePanel },
  code: { label: words.code, load: async () => (await import('./CodePanel.tsx')).CodePanel },
};

function whereabouts(place: Place): Whereabouts {
  const home = `${location.origin}${import.meta.env.BASE_URL.replace(/\/$/, '')}`;
  return { home, ...(place === 'lecture' && { lecture: `${location.origin}${location.pathname}` }) };
}

/** Link, data, full page: small, under every figure. */
export function Foot<S extends ParamSpecs>({
  state,
  place,
  code,
  titleOf,
  onTeach,
}: {
  state: WidgetState<S>;
  place: Place;
  code?: PanelProps['code'];
  titleOf: PanelProps['titleOf'];
  onTeach: () => void;
}) {
  const here = whereabouts(place);
  return (
    <Panels state={state} whereabouts={here} code={code} titleOf={titleOf}>
      <CopyButton
        label={words.copyLink}
        text={() => addressOf(state, asItStands(place === 'lecture' ? 'lectures' : 'widgets'), here)}
      />
      {place !== 'widget' && (
        <a
          href={addressOf(state, asItStands('widgets'), here)}
          target={place === 'embed' ? '_blank' : undefined}
          rel="noopener"
        >
          {words.fullPage}
        </a>
      )}
      <button type="button" class="quiet" data-action="teach" onClick={onTeach}>
        {words.teach}
      </button>
      <button type="button" class="quiet" data-action="defaults" onClick={() => state.reset()}>
        {words.defaults}
      </button>
    </Panels>
  );
}

/** One row of buttons, what `children` adds to it, and the panel of the one that was pressed. */
function Panels({ children, ...props }: PanelProps & { children: ComponentChildren }) {
  const { id } = props.state;
  const open = useSignal('');
  const shown = useSignal<{ readonly Panel: Panel } | undefined>(undefined);
  const failure = useSignal('');
  const close = () => {
    document.querySelector<HTMLElement>(`[aria-controls="${id}-panel"][data-action="panel-${open.value}"]`)?.focus();
    open.value = '';
  };
  const toggle = async (name: string, { load }: Room) => {
    failure.value = '';
    if (open.value === name) return close();
    open.value = name;
    shown.value = undefined;
    try {
      const Panel = await load();
      if (open.value === name) shown.value = { Panel };
    } catch {
      open.value = '';
      failure.value = words.notFetched;
    }
  };
  const offered = Object.entries(rooms).filter(
    ([name]) => (name !== 'code' || props.code) && (name !== 'state' || props.state.meta.trains),
  );
  const Panel = open.value ? shown.value?.Panel : undefined;
  return (
    <>
      <p class="foot">
        {children}
        {offered.map(([name, room]) => (
          <button
            key={name}
            type="button"
            class="quiet"
            data-action={`panel-${name}`}
            aria-expanded={open.value === name}
            aria-controls={`${id}-panel`}
            onClick={() => void toggle(name, room)}
          >
            {room.label}
          </button>
        ))}
      </p>
      <p class="for-ears" role="status">
        {failure.value}
      </p>
      {/* Escape is a second way out for a reader inside; the button above is the first. */}
      {/* eslint-disable-next-line jsx-a11y-x/no-static-element-interactions */}
      <div id={`${id}-panel`} onKeyDown={(event) => event.key === 'Escape' && open.value && close()}>
        {Panel && <Panel {...props} />}
      </div>
    </>
  );
}
