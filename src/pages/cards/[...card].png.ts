import { getCollection } from 'astro:content';
import type { APIRoute } from 'astro';
import { drawCard, type Card } from '#src/site/card.ts';
import { course } from '#src/site/course.ts';
import { metaOf, widgetIds } from '#src/site/widgets.ts';

type Route = { readonly params: { readonly card: string }; readonly props: Card };

const stillOf = (id: string) => `public/stills/${id}-light.webp`;

/** The still of a lecture's own figure, if it has one. */
function pictureOf(lecture: string): Pick<Card, 'picture'> {
  const id = widgetIds.find((widget) => metaOf(widget).lecture === lecture);
  return id ? { picture: stillOf(id) } : {};
}

/** A card for every lecture and figure, and one for all other pages. */
export async function getStaticPaths(): Promise<Route[]> {
  const lectures = await getCollection('lectures');
  return [
    {
      params: { card: 'notes' },
      props: { kicker: 'Lectures', title: 'Generative models', text: course.line, picture: stillOf('vae-tradeoff') },
    },
    ...lectures.map(({ id, data: { number, title, promise } }) => ({
      params: { card: `lectures/${id}` },
      props: { kicker: `Lecture ${number}`, title, text: promise, ...pictureOf(id) },
    })),
    ...widgetIds.map((id) => ({
      params: { card: `widgets/${id}` },
      props: { kicker: 'Figure', title: metaOf(id).title, text: metaOf(id).question, picture: stillOf(id) },
    })),
  ];
}

export const GET: APIRoute<Card> = async ({ props }) =>
  new Response(new Uint8Array(await drawCard(props)), { headers: { 'content-type': 'image/png' } });
