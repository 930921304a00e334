import { signal } from '@preact/signals';

/** The figure that is being shown to a room, and how many times as high as usual its pictures are there. */
export const stretched = signal<{ readonly figure: Element; readonly by: number } | undefined>(undefined);
