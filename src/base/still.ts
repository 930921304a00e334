/** What is done to a figure, one after the other, before its picture is taken. */
export type Act =
  /** Presses the button of that `data-action`. */
  | { readonly press: string }
  /** Types a value into the knob of that name. */
  | { readonly knob: string; readonly value: number }
  /** Waits until the figure has that status at that step or later. */
  | { readonly wait: 'idle' | 'running' | 'paused'; readonly step: number };

/** How the still picture of a figure is taken, in `widgets/<id>/still.ts`, where not as it stands. */
export type Still = {
  /** What the embed's address asks for; the pictures alone, unless said. */
  readonly query?: string;
  /** Width of the window in CSS pixels, 1000 unless said; narrower makes letters larger. */
  readonly width?: number;
  /** Rules that fold the stage into a shape near 16 : 9; two pictures in a row, unless said. */
  readonly fold?: string;
  /** Brings the figure into the state to show. */
  readonly acts?: readonly Act[];
};

/** As a figure that trains opens: on its trained beginning. */
export const asItOpens: readonly Act[] = [{ wait: 'idle', step: 0 }];

/** A run of at least this many steps. */
export const trainedTo = (step: number): readonly Act[] => [
  { press: 'run' },
  { wait: 'running', step },
  { press: 'run' },
  { wait: 'paused', step },
];
