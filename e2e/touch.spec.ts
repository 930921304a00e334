/** A finger on sliders and pictures: a swipe up or down scrolls the page and changes nothing; a tap or a sideways move does. */
import { expect, test, type CDPSession, type Locator, type Page } from '@playwright/test';
import { resting } from './reader.ts';

test.use({ viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true });

type Place = readonly [x: number, y: number];

/** Real touches, as the browser gets them from a screen: it decides itself between scrolling and the page. */
async function swipe(page: Page, [x, y]: Place, [across, down]: Place, lift = true): Promise<CDPSession> {
  const screen = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...touchPoints: { x: number; y: number }[]) =>
    screen.send('Input.dispatchTouchEvent', { type, touchPoints });
  await touch('touchStart', { x, y });
  const moves = across === 0 && down === 0 ? 0 : 12;
  for (let move = 1; move <= moves; move++) {
    await touch('touchMove', { x: x + (across * move) / moves, y: y + (down * move) / moves });
    await page.waitForTimeout(16);
  }
  if (lift) await touch('touchEnd');
  await page.waitForTimeout(100);
  return screen;
}

const scrolled = (page: Page) => page.evaluate(() => scrollY);

/** A place on an element that stands in the middle of the window, by its share of width and height. */
async function placeOn(element: Locator, share: Place): Promise<Place> {
  // A page that was pushed rolls on.
  await resting(element.page(), () => scrolled(element.page()), 200);
  await element.evaluate((node) => node.scrollIntoView({ block: 'center', behavior: 'instant' }));
  const box = await element.boundingBox();
  if (!box) throw new Error('The element is not on the page.');
  return [box.x + box.width * share[0], box.y + box.height * share[1]];
}

async function open(page: Page, id: string, query = ''): Promise<Locator> {
  await page.goto(`widgets/${id}/${query}`);
  const figure = page.locator('figure[data-widget]');
  await expect(figure.locator('.stage svg').first()).toBeVisible();
  return figure;
}

for (const { id, knob, share } of [
  { id: 'kl-closed-form', knob: 'mean of q, as a number', share: 0.1 },
  { id: 'vae-tradeoff', knob: 'weight of the rate, as a number', share: 0.9 },
])
  test(`${id}: a swipe that begins on a slider scrolls and leaves the slider; sideways and a tap turn it`, async ({
    page,
  }) => {
    const figure = await open(page, id);
    const row = figure.locator('.knob', { has: page.getByRole('spinbutton', { name: knob }) });
    const [number, slider] = [row.getByRole('spinbutton'), row.locator('input[type=range]')];
    const before = await number.inputValue();
    const stood = await slider.inputValue();
    const place = await placeOn(slider, [share, 0.5]);
    const from = await scrolled(page);
    await swipe(page, place, [4, -220]);
    await expect.poll(() => scrolled(page)).toBeGreaterThan(from + 100);
    expect(await number.inputValue()).toBe(before);
    expect(await slider.inputValue()).toBe(stood);

    await swipe(page, await placeOn(slider, [0.3, 0.5]), [120, 3]);
    await expect(number).not.toHaveValue(before);
    const turned = await number.inputValue();
    await swipe(page, await placeOn(slider, [0.25, 0.5]), [0, 0]);
    await expect(number).not.toHaveValue(turned);
  });

test('a slider that was turned goes back if the browser takes the finger away', async ({ page }) => {
  const figure = await open(page, 'kl-closed-form');
  const number = figure.getByRole('spinbutton').first();
  const slider = figure.locator('input[type=range]').first();
  const before = await number.inputValue();
  const screen = await swipe(page, await placeOn(slider, [0.3, 0.5]), [120, 0], false);
  await expect(number).not.toHaveValue(before);
  await screen.send('Input.dispatchTouchEvent', { type: 'touchCancel', touchPoints: [] });
  await expect(number).toHaveValue(before);
});

test('a swipe that begins on a slider in a derivation scrolls and leaves it; sideways turns it', async ({ page }) => {
  await page.goto('lectures/kl-divergence/');
  const scrub = page.locator('[data-scrub]').first();
  const [slider, output] = [scrub.locator('input'), scrub.locator('output')];
  const before = await output.textContent();
  const place = await placeOn(slider, [0.9, 0.5]);
  const from = await scrolled(page);
  await swipe(page, place, [-3, -220]);
  await expect.poll(() => scrolled(page)).not.toBe(from);
  expect(await output.textContent()).toBe(before);
  await swipe(page, await placeOn(slider, [0.2, 0.5]), [150, 0]);
  await expect(output).not.toHaveText(before ?? '');
});

/** In the strip under the curves, 35 of the picture's 250 pixels above its lower edge. */
const STRIP: Place = [0.5, 215 / 250];

test('density-fit: a swipe from the strip of points scrolls, and the known density stays; a tap adds a point', async ({
  page,
}) => {
  const figure = await open(page, 'density-fit');
  const frame = figure.locator('.picture-frame.draggable');
  const points = () => figure.locator('[data-own=points]').inputValue();
  const kept = await points();
  const place = await placeOn(frame, STRIP);
  const from = await scrolled(page);
  await swipe(page, place, [0, -220]);
  await expect.poll(() => scrolled(page)).toBeGreaterThan(from + 100);
  expect(await points()).toBe(kept);
  await expect(figure.locator('select#density-fit-data')).not.toHaveValue('own');
  await swipe(page, await placeOn(frame, STRIP), [0, 0]);
  await expect.poll(points).not.toBe(kept);
});

test('em-mixture: with your own points a swipe scrolls and adds none; a tap adds one', async ({ page }) => {
  const figure = await open(page, 'em-mixture', '?data=own');
  const frame = figure.locator('.picture-frame.draggable');
  const points = async () => (await figure.locator('textarea').inputValue()).split('\n').filter(Boolean).length;
  const kept = await points();
  const from = await scrolled(page);
  await swipe(page, await placeOn(frame, [0.1, 0.8]), [2, -220]);
  await expect.poll(() => scrolled(page)).not.toBe(from);
  expect(await points()).toBe(kept);
  await swipe(page, await placeOn(frame, [0.1, 0.1]), [0, 0]);
  await expect.poll(points).toBe(kept + 1);
});

test('gan-objective and coin-likelihood: sideways drags, up and down scrolls', async ({ page }) => {
  for (const id of ['gan-objective', 'coin-likelihood']) {
    const figure = await open(page, id);
    const frame = figure.locator('.picture-frame.draggable').first();
    const numbers = () => figure.locator('.readouts').innerText();
    const kept = await numbers();
    const place = await placeOn(frame, [0.3, 0.5]);
    const from = await scrolled(page);
    await swipe(page, place, [3, -220]);
    await expect.poll(() => scrolled(page), { message: id }).not.toBe(from);
    expect(await numbers(), id).toBe(kept);
    await swipe(page, await placeOn(frame, [0.3, 0.5]), [140, 4]);
    await expect.poll(numbers, { message: id }).not.toBe(kept);
  }
});

test('the plane on the home page: a swipe up or down scrolls and leaves the code; a sideways move takes it along', async ({
  page,
}) => {
  await page.goto('');
  const card = page.locator('[data-card="latent-plane"]');
  await card.scrollIntoViewIfNeeded();
  const slider = card.getByRole('slider');
  await expect(slider).toHaveAttribute('aria-valuetext', /^z = \(0\.60, 0\.40\)/);
  const frame = card.locator('.z-keys .picture-frame');
  const place = await placeOn(frame, [0.3, 0.5]);
  const before = await scrolled(page);
  await swipe(page, place, [3, -220]);
  await expect.poll(() => scrolled(page)).toBeGreaterThan(before + 100);
  await expect(slider).toHaveAttribute('aria-valuetext', /^z = \(0\.60, 0\.40\)/);
  await swipe(page, await placeOn(frame, [0.3, 0.5]), [60, 3]);
  await expect(slider).not.toHaveAttribute('aria-valuetext', /^z = \(0\.60, 0\.40\)/);
});
