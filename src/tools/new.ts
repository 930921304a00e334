/**
 * `npm run new:lecture -- --number 5 --slug … --title "…"` and `npm run new:widget -- --id … --lecture … --title "…"`,
 * with `--trains <kind>` for a figure that trains a model.
 */
import { parseArgs } from 'node:util';
import { newLecture, newWidget } from './scaffold.ts';

const text = { type: 'string' } as const;

function lecture(args: string[]): void {
  const { values } = parseArgs({ args, options: { number: text, slug: text, title: text } });
  const file = newLecture(values);
  console.log(`${file} is a lecture of the notes now. npm run dev shows it while you write.`);
}

async function widget(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { id: text, lecture: text, title: text, trains: text } });
  for (const file of await newWidget(values)) console.log(file);
  console.log(`Place it in its lecture with <Widget id="${values.id ?? ''}" />. npm run dev shows it while you work.`);
  console.log(`Its stills are blank. When it is done: npm run build && npm run stills -- ${values.id ?? ''}`);
}

const [kind, ...args] = process.argv.slice(2);
try {
  if (kind === 'lecture') lecture(args);
  else await widget(args);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
