import type { ComponentChildren } from 'preact';

/** The linked pictures of one figure, side by side where there is room. */
export const Stage = ({ children }: { children: ComponentChildren }) => <div class="stage">{children}</div>;
