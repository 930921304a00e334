import { writeLink } from '#src/run/links.ts';
import type { ParamSpecs } from '#src/run/params.ts';
import { BESIDE, type WidgetState } from '#src/run/widget-state.ts';
import { CopyButton } from './CopyButton.tsx';

const home = () => `${location.origin}${import.meta.env.BASE_URL.replace(/\/$/, '')}`;

/** The query of the figure's own run and of the one beside it, if there is one. */
function queryOf<S extends ParamSpecs>(
  state: WidgetState<S>,
  options: { prefix?: string; fromBase?: boolean } = {},
): string {
  const { prefix = '', fromBase = false } = options;
  const other = state.beside.value;
  const own = writeLink(state.meta.params, state.values.value, {
    step: state.step.value,
    prefix,
    ...(fromBase && { base: state.base }),
  });
  if (!other) return own;
  // The second run opens with the first one's values, so only what differs from those is written.
  const second = writeLink(state.meta.params, other.values.value, {
    base: state.values.value,
    step: other.step.value,
    prefix: prefix + BESIDE,
  });
  return [own, second || `${prefix}${BESIDE}v=1`].filter(Boolean).join('&');
}

/** The address that opens this very figure on a page of its own. */
export function addressOf<S extends ParamSpecs>(state: WidgetState<S>, room: 'widgets' | 'embed'): string {
  const query = queryOf(state);
  return `${home()}/${room}/${state.id}/${query && `?${query}`}`;
}

/** The same figure at its place in the lecture. */
function addressInLecture<S extends ParamSpecs>(state: WidgetState<S>): string {
  const query = queryOf(state, { prefix: `${state.id}.`, fromBase: true });
  return `${location.origin}${location.pathname}${query && `?${query}`}#${state.id}`;
}

const frameCode = (address: string, title: string) =>
  `<iframe src="${address.replaceAll('&', '&amp;')}" title="${title}" width="100%" height="760" style="border:0"></iframe>`;

/** Link, full page, embed: small, under every figure. */
export function Foot<S extends ParamSpecs>({
  state,
  place,
}: {
  state: WidgetState<S>;
  place: 'lecture' | 'widget' | 'embed';
}) {
  // Read so that the links below follow the knobs and the step.
  const query = queryOf(state);
  return (
    <p class="foot">
      <CopyButton
        label="Copy link"
        text={() => (place === 'lecture' ? addressInLecture(state) : addressOf(state, 'widgets'))}
      />
      <CopyButton label="Copy embed code" text={() => frameCode(addressOf(state, 'embed'), state.meta.title)} />
      {place !== 'widget' && (
        <a
          href={`${import.meta.env.BASE_URL.replace(/\/$/, '')}/widgets/${state.id}/${query && `?${query}`}`}
          target={place === 'embed' ? '_blank' : undefined}
          rel="noopener"
        >
          Full page
        </a>
      )}
      <button type="button" class="quiet" data-action="defaults" onClick={() => state.reset()}>
        All knobs back
      </button>
    </p>
  );
}
