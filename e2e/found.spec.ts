/** What search engines, previews of links and feed readers find; and what no page may run. */
import { expect, test } from '@playwright/test';
import { pages } from './reader.ts';

const contentOf = (name: string, from: string) =>
  new RegExp(`<meta (?:property|name)="${name}" content="([^"]*)"`).exec(from)?.[1];

test('every page that is to be found says where it stands, what it is, and shows a card @base', async ({
  request,
  baseURL,
}) => {
  const titles = new Set<string>();
  for (const address of pages) {
    const html = await (await request.get(address === '404.html' ? 'no-such-page' : address)).text();
    const hidden = address.startsWith('embed/') || address === '404.html';
    expect(html.includes('name="robots" content="noindex"'), address).toBe(hidden);
    if (hidden) continue;
    const canonical = /rel="canonical" href="([^"]*)"/.exec(html)?.[1];
    test.skip(
      canonical === undefined,
      'This build was not told its origin (SITE_ORIGIN), so pages cannot name their own.',
    );
    expect(new URL(canonical ?? '').pathname, address).toBe(new URL(address, baseURL).pathname);
    const card = new URL(contentOf('og:image', html) ?? '').pathname;
    const picture = await request.get(card);
    expect(picture.headers()['content-type'], card).toBe('image/png');
    const description = contentOf('description', html) ?? '';
    expect(description.length, address).toBeGreaterThan(20);
    const title = contentOf('og:title', html) ?? '';
    expect(titles.has(title), `a second page called ${title}`).toBe(false);
    titles.add(title);
  }
});

test('a lecture says in the words of schema.org what it teaches', async ({ page }) => {
  await page.goto('lectures/the-elbo/');
  const facts = page.locator('script[type="application/ld+json"]');
  test.skip((await facts.count()) === 0, 'This build was not told its origin (SITE_ORIGIN).');
  expect(JSON.parse((await facts.textContent()) ?? '{}')).toMatchObject({
    '@type': 'LearningResource',
    name: 'The ELBO',
    isPartOf: { '@type': 'Course' },
  });
});

test('changes can be followed in a feed', async ({ request }) => {
  const feed = await (await request.get('changes.xml')).text();
  expect(feed).toContain('<rss version="2.0">');
  expect(feed).toContain('<item>');
});

test('a script or a handler that stands in a page without its hash does not run @base', async ({ page }) => {
  for (const address of ['', 'lectures/the-elbo/', 'widgets/vae-tradeoff/', 'embed/vae-tradeoff/']) {
    await page.goto(address);
    const ran = await page.evaluate(async () => {
      const refused: string[] = [];
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) =>
        refused.push(effectiveDirective),
      );
      const script = document.createElement('script');
      script.textContent = 'window.intruder = true';
      const image = document.createElement('img');
      image.setAttribute('onerror', 'window.intruder = true');
      image.src = 'data:,';
      document.body.append(script, image);
      await fetch('https://elsewhere.example/').catch(() => undefined);
      const wait = () => new Promise((resolve) => setTimeout(resolve, 100));
      for (let look = 0; look < 100 && new Set(refused).size < 3; look++) await wait();
      await wait();
      return { refused: [...new Set(refused)].sort(), intruder: 'intruder' in window };
    });
    expect(ran, address).toEqual({ intruder: false, refused: ['connect-src', 'script-src-attr', 'script-src-elem'] });
  }
});

test('no page carries a handler in its text', async ({ request }) => {
  for (const address of pages) {
    const html = await (await request.get(address === '404.html' ? 'no-such-page' : address)).text();
    expect(/<[^>]+\son[a-z]+=/i.exec(html)?.[0], address).toBeUndefined();
  }
});
