/** What the small helps say that are fetched when a reader first reaches for one. */
export const formula = {
  hint: 'Double click or Enter copies the TeX',
  copied: 'TeX copied',
  closed: (tex: string) => `The clipboard is closed here. The TeX is: ${tex}`,
} as const;

export const keys = { title: 'Keys', close: 'Close' } as const;
