import { useSignal, type Signal } from '@preact/signals';
import { sentenceOf } from '#src/run/sentence.ts';
import { addressOf, asItStands } from '#src/run/figure-link.ts';
import { download } from './download.ts';
import { pngOfCanvas, pngOfSvg, svgFile, Unreadable, type Ground, type Words } from './export-picture.ts';
import type { PanelProps } from './panel.ts';
import { usePictures } from './pictures-of.ts';
import { picture as words } from '#src/run/words/panels.ts';

type Drawn = { readonly title: string; readonly find: () => Element | undefined };

const slug = (title: string) =>
  title
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');

/** Every plot and sheet of pixels of a picture. A redrawn one is another element, so each is sought when it is wanted. */
function drawnIn(picture: Element, title: string, again: boolean): readonly Drawn[] {
  const inFrame = () => [...picture.querySelectorAll('.picture-frame :is(svg, canvas):not(svg *)')];
  return inFrame().map((_, at, { length }): Drawn => {
    const which = [again && words.second, length > 1 && words.part(at + 1)].filter(Boolean).join(', ');
    return { title: which ? `${title} (${which})` : title, find: () => inFrame()[at] };
  });
}

/** Every picture of the figure as a file, as it stands now. */
export function PicturePanel({ state, whereabouts }: PanelProps) {
  const pictures = usePictures(state.id, drawnIn);
  const said = useSignal('');
  const ground = useSignal<Ground>('surface');
  const inFile = (title: string): Words => ({
    title: words.named(state.meta.title, title),
    description: addressOf(state, asItStands('widgets'), whereabouts),
  });
  const save = async ({ title, find }: Drawn, kind: 'svg' | 'png') => {
    const [picture, name] = [find(), `${state.id}-${slug(title)}`];
    said.value = '';
    try {
      if (picture instanceof HTMLCanvasElement) download(`${name}.png`, await pngOfCanvas(picture, ground.value));
      else if (picture instanceof SVGSVGElement)
        download(
          `${name}.${kind}`,
          kind === 'svg'
            ? svgFile(picture, inFile(title), ground.value)
            : await pngOfSvg(picture, inFile(title), ground.value),
        );
      else throw new Error(words.gone);
      said.value = words.saved(title);
    } catch (error) {
      const reason = sentenceOf(error);
      if (!(error instanceof Unreadable)) said.value = words.notSaved(title, reason);
      else said.value = words.notRead(title, reason, picture instanceof SVGSVGElement ? words.instead : words.allow);
    }
  };
  return (
    <section class="panel" aria-label={words.title}>
      <Grounds chosen={ground} id={state.id} />
      <ul class="panel-list">
        {pictures.map((drawn) => (
          <li key={drawn.title}>
            <span>{drawn.title}</span>
            {drawn.find() instanceof SVGSVGElement && (
              <button
                type="button"
                data-action="save-svg"
                aria-label={words.as(drawn.title, words.svg)}
                onClick={() => void save(drawn, 'svg')}
              >
                {words.svg}
              </button>
            )}
            <button
              type="button"
              data-action="save-png"
              aria-label={words.as(drawn.title, words.png)}
              onClick={() => void save(drawn, 'png')}
            >
              {words.png}
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

/** What the pictures are saved on. */
function Grounds({ chosen, id }: { chosen: Signal<Ground>; id: string }) {
  return (
    <fieldset>
      <legend>{words.ground}</legend>
      {(Object.keys(words.grounds) as Ground[]).map((ground) => (
        <label key={ground}>
          <input
            type="radio"
            name={`${id}-ground`}
            value={ground}
            checked={chosen.value === ground}
            onChange={() => (chosen.value = ground)}
          />
          <span>{words.grounds[ground]}</span>
        </label>
      ))}
    </fieldset>
  );
}
