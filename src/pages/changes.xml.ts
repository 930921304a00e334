import { readFile } from 'node:fs/promises';
import rss from '@astrojs/rss';
import type { APIRoute } from 'astro';
import { changesIn } from '#src/site/changes.ts';
import { course } from '#src/site/course.ts';
import { path } from '#src/site/path.ts';

/** The changelog as a feed: an entry for each version, with its lines. */
export const GET: APIRoute = async ({ site }) => {
  const changes = changesIn(await readFile('CHANGELOG.md', 'utf8'));
  return rss({
    title: `Changes to ${course.name}`,
    description: course.line,
    // A feed needs an address; without a known origin the site is on this machine.
    site: site ?? 'http://localhost/',
    trailingSlash: true,
    items: changes.map(({ version, date, lines }) => ({
      title: version,
      link: path(`/?version=${encodeURIComponent(version)}`),
      ...(date && { pubDate: new Date(date) }),
      description: lines.join('\n'),
    })),
  });
};
