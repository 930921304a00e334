import { useSignal } from '@preact/signals';
import { addressOf, asItStands } from '#src/run/figure-link.ts';
import { download } from './download.ts';
import { pngOfCanvas, pngOfSvg, svgFile, type Words } from './export-picture.ts';
import type { PanelProps } from './Foot.tsx';

type Drawn = { readonly title: string; readonly name: string; readonly find: () => Element | undefined };

const slug = (title: string) =>
  title
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');

/** Every plot and sheet of pixels in the figure, in the order of the page. A redrawn picture is another element, so each is sought when it is wanted. */
function picturesOf(id: string): readonly Drawn[] {
  const frames = [...document.querySelectorAll<HTMLElement>(`figure[data-widget="${CSS.escape(id)}"] .picture`)];
  const several = new Set<string>();
  return frames.flatMap((picture) => {
    const inFrame = () => [...picture.querySelectorAll('.picture-frame :is(svg, canvas):not(svg *)')];
    const title = picture.querySelector('.picture-title')?.textContent ?? id;
    const again = several.has(title);
    several.add(title);
    return inFrame().map((_, at, { length }): Drawn => {
      const which = [again && 'second run', length > 1 && `part ${at + 1}`].filter(Boolean).join(', ');
      const said = which ? `${title} (${which})` : title;
      return { title: said, name: `${id}-${slug(said)}`, find: () => inFrame()[at] };
    });
  });
}

/** Every picture of the figure as a file, as it stands now and in the reader's theme. */
export function PicturePanel({ state, whereabouts }: PanelProps) {
  const said = useSignal('');
  const words = (title: string): Words => ({
    title: `${state.meta.title}: ${title}`,
    description: addressOf(state, asItStands('widgets'), whereabouts),
  });
  const save = async ({ title, name, find }: Drawn, kind: 'svg' | 'png') => {
    const picture = find();
    said.value = '';
    try {
      if (picture instanceof HTMLCanvasElement) download(`${name}.png`, await pngOfCanvas(picture));
      else if (picture instanceof SVGSVGElement)
        download(
          `${name}.${kind}`,
          kind === 'svg' ? svgFile(picture, words(title)) : await pngOfSvg(picture, words(title)),
        );
      else throw new Error('It is not drawn any more; close this panel and open it again.');
      said.value = `${title}: saved.`;
    } catch (error) {
      said.value = `“${title}” could not be saved. ${error instanceof Error ? error.message : String(error)}`;
    }
  };
  return (
    <section class="panel" aria-label="The pictures of this figure">
      <ul class="panel-list">
        {picturesOf(state.id).map((drawn) => (
          <li key={drawn.name}>
            <span>{drawn.title}</span>
            {drawn.find() instanceof SVGSVGElement && (
              <button
                type="button"
                data-action="save-svg"
                aria-label={`${drawn.title} as SVG`}
                onClick={() => void save(drawn, 'svg')}
              >
                SVG
              </button>
            )}
            <button
              type="button"
              data-action="save-png"
              aria-label={`${drawn.title} as PNG`}
              onClick={() => void save(drawn, 'png')}
            >
              PNG
            </button>
          </li>
        ))}
      </ul>
      <p class="small" role="status">
        {said.value}
      </p>
    </section>
  );
}
