import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { ink } from '#src/plots/meaning.ts';
import type { StateOf } from '#src/run/widget-state.ts';
import { amount } from '#src/ui/amount.ts';
import { AnsweringFigure } from '#src/ui/AnsweringFigure.tsx';
import { handle } from '#src/ui/handle.ts';
import { Picture } from '#src/ui/Picture.tsx';
import { drawsInARow } from './pictures/draws-in-a-row.ts';
import type { meta } from './meta.ts';
import {
  costsOf,
  foldedOf,
  metricsOf,
  moved,
  rowOf,
  seenAs,
  tree,
  waysOf,
  withFold,
  type Density,
  type Node,
} from './model.ts';

type State = StateOf<typeof meta>;

const MARKS: Readonly<Record<Density, string>> = { exact: '●', approximate: '◈', implicit: '□' };
/** Only the names are asked for, so no lecture is loaded: a node links to the pages that the course has. */
const WRITTEN = Object.keys(import.meta.glob('/content/lectures/*.mdx'));

export default function View({ state }: { state: State }) {
  return (
    <AnsweringFigure state={state} metricsOf={metricsOf}>
      <Tree state={state} />
      <div class="part wide">
        <Open state={state} />
        <Costs state={state} />
      </div>
    </AnsweringFigure>
  );
}

/** The tree as one stop of the Tab key; inside it arrows walk, Enter opens. */
function Tree({ state }: { state: State }) {
  const holder = useRef<HTMLDivElement>(null);
  const walked = useSignal(state.values.peek().node);
  const focus = seenAs(state.values.value, walked.value);
  const go = (id: string) => {
    walked.value = id;
    holder.current?.querySelector<HTMLElement>(`[data-node="${id}"]`)?.focus();
  };
  // A screen reader may put the focus on any item by itself.
  const arrive = ({ target }: FocusEvent) => {
    if (target instanceof HTMLElement) walked.value = target.dataset['node'] ?? walked.peek();
  };
  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const values = state.values.peek();
    const move = moved(values, seenAs(values, walked.peek()), event.key);
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    if (move.folded !== undefined) state.set({ folded: move.folded });
    if (move.open !== undefined) state.set({ node: move.open });
    if (move.focus !== undefined) go(move.focus);
  };
  const click = ({ target }: MouseEvent) => {
    if (!(target instanceof Element)) return;
    const id = target.closest<HTMLElement>('[data-node]')?.dataset['node'] ?? focus;
    go(id);
    const fold =
      target.closest('.tree-fold') && withFold(state.values.peek(), id, !foldedOf(state.values.peek()).has(id));
    state.set(fold === null ? { node: id } : { folded: fold });
  };
  return (
    <div class="picture family-tree" ref={holder}>
      <p class="picture-title" id={`${state.id}-tree-title`}>
        The tree
      </p>
      <ul role="tree" aria-labelledby={`${state.id}-tree-title`} onFocusIn={arrive} onKeyDown={press} onClick={click}>
        <Item node={tree} state={state} focus={focus} />
      </ul>
      <p class="note-small">● density exact · ◈ approximate · □ implicit</p>
    </div>
  );
}

type ItemProps = {
  node: Node;
  state: State;
  /** The item that Tab comes to. */
  focus: string;
};

function Item({ node, ...rest }: ItemProps) {
  const { state, focus } = rest;
  const { level, position, siblings } = rowOf(node.id);
  const isBranch = node.children.length > 0;
  const expanded = !foldedOf(state.values.value).has(node.id);
  return (
    <li
      role="treeitem"
      data-node={node.id}
      tabIndex={focus === node.id ? 0 : -1}
      aria-level={level}
      aria-posinset={position}
      aria-setsize={siblings}
      aria-selected={state.values.value.node === node.id}
      aria-label={node.kind ? `${node.name}, density ${node.kind}` : node.name}
      {...(isBranch && { 'aria-expanded': expanded })}
    >
      <span class="tree-row" aria-hidden="true">
        <span class={isBranch ? 'tree-fold' : 'tree-mark'}>
          {isBranch ? (expanded ? '▾' : '▸') : node.kind && MARKS[node.kind]}
        </span>
        <span class="tree-name">{node.name}</span>
      </span>
      {isBranch && expanded && (
        <ul role="group">
          {node.children.map((child) => (
            <Item key={child.id} {...rest} node={child} />
          ))}
        </ul>
      )}
    </li>
  );
}

/** What the open node says of itself. */
function Open({ state }: { state: State }) {
  const { node } = rowOf(state.values.value.node);
  const ways = waysOf(node, WRITTEN);
  const home = import.meta.env.BASE_URL.replace(/\/$/, '');
  return (
    <div class="picture family-open" aria-live="polite" data-open={node.id}>
      <p class="picture-title">{node.name}</p>
      <p>{node.idea}</p>
      <dl>
        <dt>Density</dt>
        <dd>{node.density}</dd>
        {node.draws && (
          <>
            <dt>Draws in a row</dt>
            <dd>{node.draws.said}</dd>
          </>
        )}
        <dt>In these notes</dt>
        <dd>
          {ways.length === 0 && 'not treated by itself'}
          {ways.map(({ label, path }, at) => (
            <span key={label}>
              {at > 0 && ', '}
              {path === undefined ? label : <a href={`${home}/${path}`}>{label}</a>}
            </span>
          ))}
        </dd>
      </dl>
    </div>
  );
}

function Costs({ state }: { state: State }) {
  const summary = () => {
    const { draws, 'draws-most': most } = metricsOf(state.values.value);
    const range = draws === most ? amount(draws, 0) : `${amount(draws, 0)} to ${amount(most, 0)}`;
    return `A sample from ${rowOf(state.values.value.node).node.name} takes ${range} draws in a row, for ${state.values.value.d} numbers in x and a chain of ${state.values.value.chain} steps.`;
  };
  const table = () => ({
    columns: ['family', 'density', 'draws in a row'],
    rows: costsOf(state.values.value).map(({ name, kind, draws }) => [name, kind, draws]),
  });
  const draw = (size: { width: number; height: number }) => drawsInARow(costsOf(state.values.value), size);
  // Each number by the line of a family that needs as many draws: d of them, or T after the noise.
  const handles = () => {
    const row = (id: string) => costsOf(state.values.value).findIndex((cost) => cost.id === id) + 0.5;
    const steps = { knob: 'chain', to: (chain: number) => chain + 1, from: (draws: number) => draws - 1 } as const;
    return [
      ...handle(state, { x: 'd', y: row('autoregressive'), colour: ink('model') }),
      ...handle(state, { x: steps, y: row('diffusion'), colour: ink('model') }),
    ];
  };
  return (
    <Picture title="What one sample costs" summary={summary} table={table} draw={draw} height={330} handles={handles} />
  );
}
