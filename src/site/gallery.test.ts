import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { figuresOf } from './gallery.ts';
import { metaOf, widgetIds } from './widgets.ts';

const lectures = globSync('content/lectures/*.mdx').map((file) => ({
  id: file.replace(/.*\/\d+-|\.mdx$/g, ''),
  number: Number(/(\d+)-/.exec(file)?.[1]),
  title: '',
  body: readFileSync(file, 'utf8'),
}));

test('every figure stands in the gallery exactly once, under its lecture', () => {
  const shown = lectures.flatMap(figuresOf);
  expect(shown.toSorted()).toEqual([...widgetIds]);
});

test('figures follow the text of their lecture, whatever their names', () => {
  const body =
    'First <Widget id="mean-field" /> and then <Widget set={{ w: 2 }} id="elbo-identity" />, again <Widget id="mean-field" />';
  const of = figuresOf({ id: 'the-elbo', number: 9, title: '', body });
  expect(of.slice(0, 2)).toEqual(['mean-field', 'elbo-identity']);
});

/** A test says that something holds, with numbers; a sentence for readers asks them to do or see something. */
const invitation =
  /^(?:Change|Check|Choose|Compare|Drag|Draw|Estimate|Fit|Give|Let|Move|See|Shift|Take|Touch|Train|Try|Turn|Update|Watch)\b/;

test.each(widgetIds)('%s says in one sentence of at most 25 words what one can see or do', (id) => {
  const { invites } = metaOf(id);
  expect(invites.split(/\s+/).length).toBeLessThanOrEqual(25);
  expect(invites).toMatch(invitation);
  expect(invites.match(/[.!?](?= |$)/g)).toEqual(['.']);
  expect(invites).not.toMatch(/\d\.\d|=|≤|≥|−/);
});
