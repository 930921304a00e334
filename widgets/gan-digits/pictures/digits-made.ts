import * as Plot from '#src/plots/plot.ts';
import { frame, type Size } from '#src/plots/frame.ts';
import { ink } from '#src/plots/meaning.ts';

/** How often each digit was read, whether that is too seldom to count as made, and how often it was also asked for. */
export type DigitMade = {
  readonly digit: number;
  readonly count: number;
  readonly missing: boolean;
  readonly asAsked?: number;
};

/** Counts of the digits made; a fair share is a line, a missing digit an empty mark. What was asked for is filled darker. */
export function digitsMade(digits: readonly DigitMade[], size: Size): Element {
  const total = digits.reduce((sum, { count }) => sum + count, 0);
  const fair = total / Math.max(1, digits.length);
  const asked = digits.filter(({ asAsked }) => asAsked !== undefined);
  const name = ({ digit }: DigitMade) => String(digit);
  const missing = digits.filter((digit) => digit.missing);
  return Plot.plot({
    ...frame(size),
    marginRight: 62,
    marginTop: 40,
    x: { label: 'digit read', type: 'band', padding: 0.25, domain: digits.map(name) },
    y: {
      label: '↑ of those made',
      // Where nothing is made yet, an axis of no length would draw every bar full.
      ticks: total > 0 ? 4 : [0],
      domain: [0, total > 0 ? 1.1 * Math.max(2 * fair, ...digits.map(({ count }) => count)) : 1],
    },
    marks: [
      Plot.barY(digits, {
        x: name,
        y: 'count',
        name: ({ digit }: DigitMade) => `read as ${digit}`,
        fill: ink('fake'),
        fillOpacity: asked.length > 0 ? 0.3 : 1,
        stroke: ink('fake'),
      }),
      Plot.barY(asked, { x: name, y: 'asAsked', fill: ink('fake') }),
      Plot.ruleY([0], { stroke: ink('muted') }),
      Plot.ruleY(total > 0 ? [fair] : [], { stroke: ink('real'), strokeDasharray: '5 3' }),
      Plot.text(total > 0 ? [fair] : [], {
        y: fair,
        text: () => 'fair share',
        frameAnchor: 'right',
        textAnchor: 'start',
        dx: 4,
        fill: ink('real'),
      }),
      ...legend(asked.length > 0, missing.length > 0),
      Plot.dot(missing, { x: name, y: 'count', dy: -8, r: 4, stroke: ink('fake'), fill: ink('surface') }),
    ],
  });
}

/** What dark, pale and a ring say, above the bars; only what is there. */
function legend(asked: boolean, missing: boolean) {
  const said = [
    ...(asked ? ['dark: read as asked', 'pale: read as another'] : []),
    ...(missing ? ['○ too few to count'] : []),
  ];
  if (said.length === 0) return [];
  return [Plot.text([said.join('   ')], { frameAnchor: 'top-right', dy: -26, textAnchor: 'end', fill: ink('fake') })];
}
