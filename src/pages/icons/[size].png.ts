import type { APIRoute } from 'astro';
import sharp from 'sharp';

export const getStaticPaths = () => ['192', '512'].map((size) => ({ params: { size } }));

/** The site's sign in the sizes that installing asks for. */
export const GET: APIRoute = async ({ params }) => {
  const size = Number(params['size']);
  const png = await sharp('public/icon.svg', { density: 1200 }).resize(size, size).png().toBuffer();
  return new Response(new Uint8Array(png), { headers: { 'content-type': 'image/png' } });
};
