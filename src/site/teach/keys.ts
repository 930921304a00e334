/** The keys of the form for a room, and the settings they go through. */
import type { WidgetMeta } from '#src/run/meta.ts';
import { changed, fill, type AnyValues } from '#src/run/params.ts';
import { dashes, meanings, type Hue, type Meaning } from '#src/plots/meaning.ts';
import { legendNames, type Act } from './words.ts';

const acts: Readonly<Record<string, Act>> = {
  ' ': 'run',
  s: 'step',
  '.': 'step',
  r: 'reset',
  n: 'next',
  p: 'before',
  f: 'full',
  l: 'legend',
  Escape: 'leave',
};
/** What a figure has no use for where nothing trains. */
const OF_RUNS: readonly Act[] = ['run', 'step'];

export type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'repeat' | 'defaultPrevented'>;
/** What the key was pressed on: a field to write in, something that Space presses or ticks, or neither. */
export type On = 'field' | 'button' | 'figure';

/** What a press asks for, if it is one of ours: never a letter in a field, a button's own Space, or the browser's own keys. */
export function actOf(press: Press, on: On, trains: boolean): Act | undefined {
  if (press.ctrlKey || press.metaKey || press.altKey || press.defaultPrevented || on === 'field') return undefined;
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  const act = Object.hasOwn(acts, key) ? acts[key] : undefined;
  if (!act || (!trains && OF_RUNS.includes(act)) || (act === 'run' && on === 'button')) return undefined;
  // A key that is held down steps on, and does nothing else twice.
  return press.repeat && act !== 'step' ? undefined : act;
}

/**
 * The preset whose values these are: the one turned to last, if several are alike; and none for a figure as it opened,
 * which the round begins before.
 */
export function presetOf(
  { params, presets }: WidgetMeta,
  base: AnyValues,
  values: AnyValues,
  turned?: string,
): string | undefined {
  const same = (set: AnyValues) => changed(params, fill(params, { ...base, ...set }).values, values).length === 0;
  if (turned === undefined && same({})) return undefined;
  const names = turned === undefined ? Object.keys(presets) : [turned, ...Object.keys(presets)];
  return names.find((name) => same((presets[name]?.set ?? {}) as AnyValues));
}

/** The name `by` places on from `now`, round and round; from nowhere to the first, or to the last. */
export function onwards(names: readonly string[], now: string | undefined, by: 1 | -1): string | undefined {
  const at = now === undefined ? -1 : names.indexOf(now);
  const next = at < 0 ? (by === 1 ? 0 : names.length - 1) : at + by;
  return names[(next + names.length) % names.length];
}

export type Sign = { readonly hue: Hue; readonly dash: string; readonly says: string };

const isMeaning = (name: string): name is Meaning => Object.hasOwn(meanings, name);

/** What each colour of the figure's numbers stands for: a sign for each hue, and whatever it means here. */
export function signsOf({ metrics }: WidgetMeta): readonly Sign[] {
  const used = [...new Set(Object.values(metrics).map(({ meaning = '' }) => meaning))].filter(isMeaning);
  const said = used.filter((meaning) => meaning !== 'muted');
  const hues = [...new Set(said.map((meaning) => meanings[meaning]))];
  return hues.map((hue) => {
    const here = said.filter((meaning) => meanings[meaning] === hue);
    const dash = here.map((meaning) => dashes[meaning]).find(Boolean) ?? '';
    return { hue, dash, says: here.map((meaning) => legendNames[meaning]).join(', ') };
  });
}
