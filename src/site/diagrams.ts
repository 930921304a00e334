import { faultsOf, type Diagram } from './drawing/diagram.ts';

/** A file in `diagrams/` is a drawn diagram, and nothing else has to be told. Used while the site is built. */
const files = import.meta.glob<{ diagram: Diagram }>('./diagrams/*.ts', { eager: true });

/** The diagram of that name; one that does not exist or is not whole stops the build. */
export function diagramOf(id: string): Diagram {
  const found = files[`./diagrams/${id}.ts`];
  if (!found)
    throw new Error(
      `There is no diagram “${id}”. The diagrams are: ${Object.keys(files)
        .map((path) => path.replace(/^.*\/|\.ts$/g, ''))
        .join(', ')}.`,
    );
  const faults = faultsOf(found.diagram);
  if (faults.length > 0) throw new Error(`src/site/diagrams/${id}.ts cannot be drawn. ${faults.join(' ')}`);
  return found.diagram;
}
