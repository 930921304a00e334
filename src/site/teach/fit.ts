/** Makes a figure as large as the window allows: type first, then the height of its pictures. */
import { stretched } from '#src/ui/stretch.ts';

/** Below this the window is a phone's or a narrow frame: one column, type as on the page. */
const NARROW = 700;
/** What a projector of 720 lines magnifies by, and what each line more adds. */
const AT_720 = 1.6;
const A_LINE = 0.4 / 360;
/** The least window, in the figure's own pixels, that still holds a stage beside its knobs. */
const LEAST = { width: 760, height: 430 } as const;
/** Pictures may give up so much of their height, and gain so much, and are no narrower than that for each share they ask for. */
const SHORTEST = 0.5;
const TALLEST = 2.2;
const SLIMMEST = 185;

export const isNarrow = (width: number) => width < NARROW;

/** Magnifications to try, the largest first. */
export function zoomsFor(width: number, height: number): readonly number[] {
  if (isNarrow(width)) return [1];
  const wanted = AT_720 + Math.max(0, height - 720) * A_LINE;
  const first = Math.max(1, Math.min(wanted, width / LEAST.width, height / LEAST.height));
  return [1, 0.94, 0.88, 0.82].map((share) => Math.max(1, first * share));
}

/** Where a line through two measured heights meets the height there is. */
export function meeting(
  room: number,
  [x0, y0]: readonly [number, number],
  [x1, y1]: readonly [number, number],
): number {
  const slope = (y1 - y0) / (x1 - x0);
  const by = Number.isFinite(slope) && slope > 0 ? x0 + (room - y0) / slope : SHORTEST;
  return Math.min(TALLEST, Math.max(SHORTEST, by));
}

const frame = () => new Promise<void>((resolve) => requestAnimationFrame(() => resolve()));

/** Waits until what is drawn has stood still for some frames, as drawing is spread over several. */
async function settled(stage: HTMLElement): Promise<void> {
  let [still, last] = [0, -1];
  for (let at = 0; at < 40 && still < 3; at++) {
    await frame();
    still = stage.offsetHeight === last ? still + 1 : 0;
    last = stage.offsetHeight;
  }
}

const framesIn = (stage: HTMLElement) => [...stage.querySelectorAll<HTMLElement>('.picture-frame')];

/** Pictures that are as high as they are wide allow must be narrower to be lower: their share of height to width. */
function ratiosIn(stage: HTMLElement): ReadonlyMap<HTMLElement, number> {
  const own = framesIn(stage).filter((holder) => holder.offsetHeight > parseFloat(holder.style.minHeight) + 2);
  return new Map(own.map((holder) => [holder, holder.offsetHeight / holder.offsetWidth]));
}

const growOf = (holder: HTMLElement) => Number(getComputedStyle(holder).getPropertyValue('--grow')) || 1;
const slim = (stage: HTMLElement) => framesIn(stage).some((holder) => holder.offsetWidth < SLIMMEST * growOf(holder));

/** The figure's fitting to its window. `again` is for a window that changed; `end` puts the pictures back. */
export function fitting(figure: HTMLElement): { again: () => Promise<void>; end: () => void } {
  let turn = 0;
  let met = '';
  const bodyOf = () => figure.querySelector<HTMLElement>('.widget-body');
  const stageOf = () => figure.querySelector<HTMLElement>('.view > .stage');
  const free = () => framesIn(figure).forEach((holder) => holder.style.removeProperty('max-width'));

  const heightAt = async (stage: HTMLElement, by: number, ratios: ReadonlyMap<HTMLElement, number>) => {
    stretched.value = { figure, by };
    await settled(stage);
    for (const [holder, ratio] of ratios)
      holder.style.maxWidth = `${Math.floor(parseFloat(holder.style.minHeight) / ratio)}px`;
    if (ratios.size > 0) await settled(stage);
    return stage.offsetHeight;
  };

  /** Tries one magnification; true where all of the stage is in sight and its pictures are wide enough. */
  const tried = async (stage: HTMLElement, zoom: number, last: boolean): Promise<boolean> => {
    figure.style.setProperty('--zoom', String(zoom));
    free();
    if (slim(stage) && !last) return false;
    await heightAt(stage, 1, new Map());
    const ratios = ratiosIn(stage);
    const room = roomOf(stage);
    const first = [1, await heightAt(stage, 1, ratios)] as const;
    const less = [0.8, await heightAt(stage, 0.8, ratios)] as const;
    let by = meeting(room, first, less);
    // Titles that break and marks in rows make the line a little crooked.
    for (let more = 0; (await heightAt(stage, by, ratios)) > room && by > SHORTEST && more < 3; more++) by *= 0.96;
    return stage.offsetHeight <= room;
  };

  /** What the fit depends on, and whether it holds: pictures that were empty fill, sentences are added. */
  const conditions = () => {
    const stage = stageOf();
    const above = stage && stage.offsetHeight > roomOf(stage) + 1;
    return `${innerWidth} ${stage?.offsetTop ?? 0} ${bodyOf()?.clientHeight ?? 0} ${above ? 'over' : 'within'}`;
  };

  const again = async () => {
    const mine = ++turn;
    met = '';
    const stage = stageOf();
    bodyOf()?.scrollTo(0, 0);
    figure.classList.toggle('narrow', isNarrow(innerWidth));
    const zooms = zoomsFor(innerWidth, innerHeight);
    figure.style.setProperty('--zoom', String(zooms[0]));
    if (stage && !isNarrow(innerWidth))
      for (const zoom of zooms) if (mine !== turn || (await tried(stage, zoom, zoom === zooms.at(-1)))) break;
    if (mine === turn) met = conditions();
  };
  const sizes = new ResizeObserver(() => {
    if (met && met !== conditions()) void again();
  });
  for (const part of figure.querySelectorAll('.widget-body, .run-bar, .stage')) sizes.observe(part);
  const end = () => {
    turn++;
    sizes.disconnect();
    free();
    figure.style.removeProperty('--zoom');
    stretched.value = undefined;
  };
  return { again, end };
}

/** How high the stage may be without anything scrolling, in the figure's own pixels. */
function roomOf(stage: HTMLElement): number {
  const body = stage.closest<HTMLElement>('.widget-body');
  return body ? body.clientHeight - stage.offsetTop : Infinity;
}
