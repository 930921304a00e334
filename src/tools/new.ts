/**
 * `npm run new:lecture -- --number 5 --slug … --title "…"`, `npm run new:widget -- --id … --lecture … --title "…"`, with
 * `--trains <kind>` for a figure that trains a model, and `npm run new:model -- --id <kind>` for a new kind.
 */
import { parseArgs } from 'node:util';
import { newLecture, newModel, newWidget } from './scaffold.ts';

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

async function model(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { id: text } });
  for (const file of await newModel(values)) console.log(file);
  const id = values.id ?? '';
  console.log(`It trains as it is. Its tests: npx vitest run --config e2e/vitest.config.ts src/models/${id}/`);
  console.log(`A figure of it: npm run new:widget -- --trains ${id} --id … --lecture … --title …`);
}

const [kind, ...args] = process.argv.slice(2);
try {
  if (kind === 'lecture') lecture(args);
  else if (kind === 'model') await model(args);
  else await widget(args);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
