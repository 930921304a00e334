/** A page that embeds a figure: the example on the site, and its code, copied, on a page of another origin. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test, type Page } from '@playwright/test';
import { hostFrame, watch } from './reader.ts';

/** ½(μ² + σ² − 1 − log σ²) at σ = ½ is ½(μ² + 0.6363): 0.8181 at μ = 1, 0.3181 at 0, 2.3181 at 2. */
async function tried(page: Page): Promise<void> {
  const output = page.locator('.host output');
  await expect(output).toHaveText('0.8181');
  await page.getByRole('button', { name: 'μ = 0' }).press('Enter');
  await expect(output).toHaveText('0.3181');
  await page.getByRole('button', { name: 'μ = 2' }).press('Enter');
  await expect(output).toHaveText('2.3181');
  const frame = page.frameLocator('iframe');
  const inside = () => frame.locator('body').evaluate((body) => Math.ceil(body.getBoundingClientRect().height));
  const height = () => page.locator('iframe').evaluate((iframe: HTMLElement) => iframe.getBoundingClientRect().height);
  await expect.poll(async () => (await height()) - (await inside())).toBe(0);
}

test('the example embeds a figure, sizes its frame, turns a knob and reads a number @base', async ({ page }) => {
  const seen = watch(page);
  await page.goto('embed-example/');
  await tried(page);
  expect(seen).toEqual({ complaints: [], strangers: [] });
});

test('its code does the same on a page of another origin, and believes nobody but the figure', async ({
  page,
  baseURL,
}) => {
  await page.goto('embed-example/');
  const code = async (name: string) => (await page.locator(`[data-host="${name}"]`).textContent()) ?? '';
  const [html, script] = [await code('html'), await code('script')];
  const here = html.replace(/src="[^"]*\/embed\//, `src="${baseURL ?? ''}embed/`);
  const body = `<!doctype html><title>A course</title>${here}<script>${script}</script>`;
  const server = createServer((_, response) =>
    response.setHeader('content-type', 'text/html; charset=utf-8').end(body),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Another port is another origin.
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await tried(page);
  await page.evaluate(() =>
    postMessage({ source: 'generative-notes', event: 'metrics', metrics: { kl: 99 }, height: 1 }, '*'),
  );
  await expect(page.locator('.host output')).toHaveText('2.3181');
  server.closeAllConnections();
  server.close();
});

test('the frame tells once that an exercise of the lecture is reached, and which @base', async ({ page, baseURL }) => {
  await hostFrame(page, `${baseURL ?? ''}embed/kl-closed-form/?mu=0&sigma=1`);
  type Said = { event?: string; exercise?: string; metrics?: { kl?: number } };
  const said = (event: string) =>
    page.evaluate(
      (name) => (window as unknown as { heard: Said[] }).heard.filter((each) => each.event === name),
      event,
    );
  await expect(page.frameLocator('iframe').locator('figure .stage')).toBeVisible();
  // Before that it does not listen.
  await expect.poll(async () => (await said('ready')).length).toBe(1);
  expect(await said('exercise')).toEqual([]);
  // At σ = 1 the divergence is μ²/2: at μ = 1.004 the 8 log 2/11 = 0.5041 that exercise “Half a nat” of lecture 8 asks for.
  const turn = (mu: number) =>
    page.evaluate(
      (to) => document.querySelector('iframe')?.contentWindow?.postMessage({ type: 'set', params: { mu: to } }, '*'),
      mu,
    );
  await turn(1.004);
  await expect
    .poll(async () => (await said('exercise')).map(({ exercise }) => exercise))
    .toEqual(['kl-divergence/half-a-nat']);
  expect((await said('exercise'))[0]?.metrics?.kl).toBeCloseTo(0.5 * 1.004 ** 2, 12);
  for (const [mu, kl] of [
    [0.5, '0.125000'],
    [1.004, '0.504008'],
  ] as const) {
    await turn(mu);
    await expect.poll(async () => (await said('metrics')).at(-1)?.metrics?.kl?.toFixed(6)).toBe(kl);
  }
  expect(await said('exercise')).toHaveLength(1);
});
