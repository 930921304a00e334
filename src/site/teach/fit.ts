/** Makes a figure as large as the window allows: type first, then the height of its pictures. */
import { stretched } from '#src/ui/stretch.ts';

/** Below this the window is a phone's or a narrow frame: one column, type as on the page. */
const NARROW = 700;
/** What a projector of 720 lines magnifies by, and what each line more adds. */
const AT_720 = 1.6;
const A_LINE = 0.4 / 360;
/** The least window, in the figure's own pixels, that still holds a stage beside its knobs. */
const LEAST = { width: 760, height: 430 } as const;
/** What a second run beside the first asks for more. */
const BESIDE_WIDTH = 380;
/** Pictures may give up so much of their height, and gain so much, and are no narrower than that for each share they ask for. */
const SHORTEST = 0.5;
const TALLEST = 2.2;
const SLIMMEST = 185;
/** Labels of axes reach so far below their picture. */
const LABELS = 3;

export const isNarrow = (width: number) => width < NARROW;

/** Magnifications to try, the largest first. */
export function zoomsFor(width: number, height: number, runs = 1): readonly number[] {
  if (isNarrow(width)) return [1];
  const wanted = AT_720 + Math.max(0, height - 720) * A_LINE;
  const first = Math.max(1, Math.min(wanted, width / (LEAST.width + (runs - 1) * BESIDE_WIDTH), height / LEAST.height));
  return [1, 0.94, 0.88, 0.82].map((share) => Math.max(1, first * share));
}

/** Where a line through two measured heights meets the height there is; a height that stays the same is left if there is room for it. */
export function meeting(
  room: number,
  [x0, y0]: readonly [number, number],
  [x1, y1]: readonly [number, number],
): number {
  const slope = (y1 - y0) / (x1 - x0);
  const level = y0 <= room ? x0 : SHORTEST;
  const by = Number.isFinite(slope) && slope > 0 ? x0 + (room - y0) / slope : level;
  return Math.min(TALLEST, Math.max(SHORTEST, by));
}

const frame = () => new Promise<void>((resolve) => requestAnimationFrame(() => resolve()));

/** The stage of the figure, and that of the run beside it. */
type Stages = readonly HTMLElement[];

/** Where the lowest of them ends, in the figure's own pixels. */
const bottomOf = (stages: Stages) => Math.max(...stages.map(({ offsetTop, offsetHeight }) => offsetTop + offsetHeight));

/** Waits until what is drawn has stood still for some frames, as drawing is spread over several. */
async function settled(stages: Stages): Promise<void> {
  let [still, last] = [0, -1];
  for (let at = 0; at < 40 && still < 3; at++) {
    await frame();
    const now = bottomOf(stages);
    still = now === last ? still + 1 : 0;
    last = now;
  }
}

const framesIn = (parts: Stages) => parts.flatMap((part) => [...part.querySelectorAll<HTMLElement>('.picture-frame')]);

/** What a picture shares with its handles. */
const heldIn = (holder: HTMLElement) => holder.closest<HTMLElement>('.picture-hold');

/** Pictures that are as high as they are wide allow must be narrower to be lower: their share of height to width. */
function ratiosIn(stages: Stages): ReadonlyMap<HTMLElement, number> {
  const own = framesIn(stages).filter((holder) => holder.offsetHeight > parseFloat(holder.style.minHeight) + 2);
  return new Map(own.map((holder) => [holder, holder.offsetHeight / holder.offsetWidth]));
}

const growOf = (holder: HTMLElement) => Number(getComputedStyle(holder).getPropertyValue('--grow')) || 1;
const slim = (stages: Stages) => framesIn(stages).some((holder) => holder.offsetWidth < SLIMMEST * growOf(holder));

/** The figure's fitting to its window. `again` is for a window that changed; `end` puts the pictures back. */
export function fitting(figure: HTMLElement): { again: () => Promise<void>; end: () => void } {
  let turn = 0;
  let met = '';
  const bodyOf = () => figure.querySelector<HTMLElement>('.widget-body');
  const stagesNow = () => [...figure.querySelectorAll<HTMLElement>('.view > .stage, .pair > * > .stage')];
  const room = () => (bodyOf()?.clientHeight ?? Infinity) - LABELS;
  const free = () => framesIn([figure]).forEach((holder) => heldIn(holder)?.style.removeProperty('max-width'));

  const bottomAt = async (stages: Stages, by: number, ratios: ReadonlyMap<HTMLElement, number>) => {
    stretched.value = { figure, by };
    await settled(stages);
    for (const [holder, ratio] of ratios)
      heldIn(holder)?.style.setProperty('max-width', `${Math.floor(parseFloat(holder.style.minHeight) / ratio)}px`);
    if (ratios.size > 0) await settled(stages);
    return bottomOf(stages);
  };

  /** Tries one magnification; true where all of the stage is in sight and its pictures are wide enough. */
  const tried = async (stages: Stages, zoom: number, last: boolean): Promise<boolean> => {
    figure.style.setProperty('--zoom', String(zoom));
    free();
    if (slim(stages) && !last) return false;
    // At their lowest, pictures that do not give way are seen.
    await bottomAt(stages, SHORTEST, new Map());
    const ratios = ratiosIn(stages);
    const first = [1, await bottomAt(stages, 1, ratios)] as const;
    const less = [0.8, await bottomAt(stages, 0.8, ratios)] as const;
    let by = meeting(room(), first, less);
    // Titles that break and marks in rows make the line a little crooked.
    for (let more = 0; (await bottomAt(stages, by, ratios)) > room() && by > SHORTEST && more < 3; more++) by *= 0.96;
    return bottomOf(stages) <= room();
  };

  /** What the fit depends on, and whether it holds: pictures that were empty fill, sentences are added. */
  const conditions = () => {
    const stages = stagesNow();
    const tops = stages.map(({ offsetTop }) => offsetTop).join();
    return `${innerWidth} ${tops} ${bodyOf()?.clientHeight ?? 0} ${bottomOf(stages) > room() + 1 ? 'over' : 'within'}`;
  };

  const again = async () => {
    const mine = ++turn;
    met = '';
    const stages = stagesNow();
    bodyOf()?.scrollTo(0, 0);
    figure.classList.toggle('narrow', isNarrow(innerWidth));
    const zooms = zoomsFor(innerWidth, innerHeight, stages.length);
    figure.style.setProperty('--zoom', String(zooms[0]));
    if (stages.length > 0 && !isNarrow(innerWidth))
      for (const zoom of zooms) if (mine !== turn || (await tried(stages, zoom, zoom === zooms.at(-1)))) break;
    if (mine === turn) met = conditions();
  };
  const sizes = new ResizeObserver(() => {
    if (met && met !== conditions()) void again();
  });
  for (const part of figure.querySelectorAll('.widget-body, .run-bar, .stage, .guess')) sizes.observe(part);
  const end = () => {
    turn++;
    sizes.disconnect();
    free();
    figure.style.removeProperty('--zoom');
    stretched.value = undefined;
  };
  return { again, end };
}
