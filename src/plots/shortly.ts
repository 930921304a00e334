/** Three significant digits and no zeros behind them, for axes: 0.25, 2e−7. */
export const shortly = (value: number): string => String(Number(value.toPrecision(3))).replaceAll('-', '−');
