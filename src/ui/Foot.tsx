import { writeLink } from '#src/run/links.ts';
import type { ParamSpecs } from '#src/run/params.ts';
import type { WidgetState } from '#src/run/widget-state.ts';
import { CopyButton } from './CopyButton.tsx';

const home = () => `${location.origin}${import.meta.env.BASE_URL.replace(/\/$/, '')}`;

/** The address that opens this very figure on a page of its own. */
export function addressOf<S extends ParamSpecs>(state: WidgetState<S>, room: 'widgets' | 'embed'): string {
  const query = writeLink(state.meta.params, state.values.peek(), { step: state.step.peek() });
  return `${home()}/${room}/${state.id}/${query && `?${query}`}`;
}

/** The same figure at its place in the lecture. */
function addressInLecture<S extends ParamSpecs>(state: WidgetState<S>): string {
  const query = writeLink(state.meta.params, state.values.peek(), {
    base: state.base,
    step: state.step.peek(),
    prefix: `${state.id}.`,
  });
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
  const query = writeLink(state.meta.params, state.values.value, { step: state.step.value });
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
