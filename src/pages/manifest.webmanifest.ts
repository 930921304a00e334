import type { APIRoute } from 'astro';
import { course } from '#src/site/course.ts';
import { paper } from '#src/site/paper.ts';
import { path } from '#src/site/path.ts';

/** What a browser needs to install the notes as an app. */
export const GET: APIRoute = () =>
  Response.json({
    name: course.name,
    short_name: course.name,
    description: course.line,
    lang: course.language,
    id: path('/'),
    start_url: path('/'),
    scope: path('/'),
    display: 'standalone',
    background_color: paper,
    theme_color: paper,
    icons: [192, 512].map((size) => ({
      src: path(`/icons/${size}.png`),
      sizes: `${size}x${size}`,
      type: 'image/png',
      purpose: 'any',
    })),
  });
