import { useSignal, type Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { sentenceOf } from '#src/run/sentence.ts';
import { addressOf, asItStands } from '#src/run/figure-link.ts';
import { download } from './download.ts';
import { pngOfCanvas, pngOfSvg, svgFile, Unreadable, type Ground, type Words } from './export-picture.ts';
import type { PanelProps } from './panel.ts';
import { picture as words } from '#src/run/words/panels.ts';

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
      const which = [again && words.second, length > 1 && words.part(at + 1)].filter(Boolean).join(', ');
      const said = which ? `${title} (${which})` : title;
      return { title: said, name: `${id}-${slug(said)}`, find: () => inFrame()[at] };
    });
  });
}

const namesOf = (drawn: readonly Drawn[]) => drawn.map(({ name }) => name).join();

/** The figure's pictures, also those that are drawn only after the panel has opened. */
function usePictures(id: string): readonly Drawn[] {
  const known = useSignal(picturesOf(id));
  useEffect(() => {
    const look = () => {
      const now = picturesOf(id);
      if (namesOf(now) !== namesOf(known.peek())) known.value = now;
    };
    const observer = new MutationObserver(look);
    for (const stage of document.querySelectorAll(`figure[data-widget="${CSS.escape(id)}"] .stage`))
      observer.observe(stage, { childList: true, subtree: true });
    look();
    return () => observer.disconnect();
  }, [id]);
  return known.value;
}

/** Every picture of the figure as a file, as it stands now. */
export function PicturePanel({ state, whereabouts }: PanelProps) {
  const pictures = usePictures(state.id);
  const said = useSignal('');
  const ground = useSignal<Ground>('surface');
  const inFile = (title: string): Words => ({
    title: words.named(state.meta.title, title),
    description: addressOf(state, asItStands('widgets'), whereabouts),
  });
  const save = async ({ title, name, find }: Drawn, kind: 'svg' | 'png') => {
    const picture = find();
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
          <li key={drawn.name}>
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
