/** A figure before a room: what a teacher at the keyboard sees and does. */
import { expect, test, type Page } from '@playwright/test';
import { barsNobody, numberOf, resting, watch } from './reader.ts';

const open = async (page: Page, id: string) => {
  await page.locator(`figure#${id} [data-action=menu]`).press('Enter');
  await page.locator(`figure#${id} [data-action=teach]`).press('Enter');
  await expect(page.locator(`figure#${id}`)).toHaveClass(/teaching/);
  await fitted(page);
  return page.locator(`figure#${id}`);
};

/** Longer than pictures that look for their height ever stand still on the way. */
const FRAMES = 40;

/** Waits until the pictures have found their height. Frames are counted: on a busy machine a few of them take long. */
async function fitted(page: Page): Promise<void> {
  const stands = () =>
    page.evaluate(async (frames) => {
      const height = () =>
        [...document.querySelectorAll('.teaching .stage')].reduce(
          (sum, stage) => sum + stage.getBoundingClientRect().height,
          0,
        );
      const before = height();
      for (let at = 0; at < frames; at++) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
        if (height() !== before) return false;
      }
      return true;
    }, FRAMES);
  await expect.poll(stands).toBe(true);
}

const setting = (page: Page) => page.locator('.teach-setting output');

test('keys run, pause, step, reset and turn a figure that trains; Escape leaves, and the focus is back @base', async ({
  page,
}) => {
  const seen = watch(page);
  await page.goto('widgets/vae-tradeoff/');
  const figure = await open(page, 'vae-tradeoff');
  await expect(figure).toBeFocused();
  await expect(figure.locator('.teach-tools [role=status]')).toContainText('Space: run / pause');

  await page.keyboard.press('s');
  await expect(figure).toHaveAttribute('data-step', '1');
  await page.keyboard.press('.');
  await expect(figure).toHaveAttribute('data-step', '2');
  await page.keyboard.press('Space');
  await expect(figure).toHaveAttribute('data-status', 'running');
  await page.keyboard.press('Space');
  await expect(figure).toHaveAttribute('data-status', 'paused');
  await page.keyboard.press('r');
  await expect(figure).toHaveAttribute('data-step', '0');

  await page.keyboard.press('n');
  const [first, second] = await page.locator('.presets button').allTextContents();
  await expect(setting(page)).toContainText(`${first ?? ''} (1 of `);
  await page.keyboard.press('n');
  await expect(setting(page)).toContainText(`${second ?? ''} (2 of `);
  await page.keyboard.press('p');
  await expect(setting(page)).toContainText(`${first ?? ''} (1 of `);

  // Space on a button is the button's own.
  await figure.locator('[data-action=reset]').focus();
  await page.keyboard.press('Space');
  await expect(figure.locator('[data-action=reset]')).toBeFocused();
  expect(await figure.getAttribute('data-status')).not.toBe('running');

  await page.keyboard.press('Escape');
  await expect(figure).not.toHaveClass(/teaching/);
  await expect(figure.locator('[data-action=menu]')).toBeFocused();
  await page.keyboard.press('s');
  await expect(figure.locator('[data-run=step]')).toHaveText('0');
  expect(seen).toEqual({ complaints: [], strangers: [] });
});

test('what is written into a field stays there, and a closed form has no keys of runs', async ({ page }) => {
  await page.goto('widgets/kl-closed-form/');
  const figure = await open(page, 'kl-closed-form');
  await expect(page.locator('.teach-keys [data-teach=run]')).toHaveCount(0);
  const box = figure.getByRole('spinbutton').first();
  const before = await numberOf(figure, 'kl');
  await box.focus();
  await page.keyboard.press('n');
  await page.keyboard.press('r');
  await expect(box).toBeFocused();
  expect(await numberOf(figure, 'kl')).toBe(before);
  await box.fill('2');
  await page.keyboard.press('Enter');
  // ½(μ² + σ² − 1 − log σ²) at μ = 2, σ = ½.
  await expect.poll(() => numberOf(figure, 'kl')).toBeCloseTo(2.3181, 4);
  await expect(setting(page)).toHaveText('Your own setting');
  // The first Escape leaves the field, the second the room.
  await page.keyboard.press('Escape');
  await expect(figure).toBeFocused();
  await page.keyboard.press('r');
  await expect.poll(() => numberOf(figure, 'kl')).toBe(before);
  await page.keyboard.press('l');
  await expect(page.locator('.teach-colours')).toHaveCount(0);
  await page.keyboard.press('Tab');
  const inside = () => page.evaluate(() => document.activeElement?.closest('.teaching') !== null);
  for (let at = 0; at < 12; at++) {
    const stands = await page.evaluate(() => document.activeElement === document.body);
    if (!stands) expect(await inside()).toBe(true);
    await page.keyboard.press('Tab');
  }
  await figure.focus();
  await page.keyboard.press('Escape');
  await expect(figure.locator('[data-action=menu]')).toBeFocused();
});

/** A window that fills its screen has to leave it before it can have another size. */
async function onProjector(page: Page, size: { width: number; height: number }): Promise<void> {
  await page.evaluate(async () => document.fullscreenElement && document.exitFullscreen());
  await page.setViewportSize(size);
}

/** The least type on the page as the room sees it, in pixels of the window, and what is cut off or scrolls. */
const seenBy = (page: Page) =>
  page.evaluate(() => {
    const figure = document.querySelector<HTMLElement>('.teaching');
    const [body, stage, strip] = ['.widget-body', '.stage', '.teach-strip'].map((name) =>
      figure?.querySelector<HTMLElement>(name),
    );
    if (!figure || !body || !stage || !strip) throw new Error('no figure is shown to the room');
    const zoom = Number(figure.style.getPropertyValue('--zoom'));
    const words = [...figure.querySelectorAll('.stage text, .stage p, .teach-strip li, .readout dt, .knob label')];
    const shown = words.filter((word) => word.textContent.trim() !== '' && word.getClientRects().length > 0);
    return {
      least: Math.min(...shown.map((word) => zoom * parseFloat(getComputedStyle(word).fontSize))),
      below:
        stage.getBoundingClientRect().bottom -
        Math.min(body.getBoundingClientRect().bottom, strip.getBoundingClientRect().top),
      sideways: Math.max(body.scrollWidth - body.clientWidth, figure.scrollWidth - figure.clientWidth),
      page: document.documentElement.scrollWidth - innerWidth,
    };
  });

for (const id of ['vae-tradeoff', 'kl-closed-form', 'gan-2d'])
  test(`${id} is large and whole on projectors of 720 and 1080 lines`, async ({ page }) => {
    for (const [width, height, least] of [
      [1280, 720, 14],
      [1920, 1080, 19],
    ] as const) {
      await onProjector(page, { width, height });
      await page.goto(`widgets/${id}/`);
      await open(page, id);
      const { least: found, below, sideways, page: over } = await seenBy(page);
      expect(found, `type at ${height} lines`).toBeGreaterThanOrEqual(least);
      // Magnified boxes end between pixels.
      expect(below, `stage at ${height} lines`).toBeLessThan(2);
      expect([sideways, over]).toEqual([0, 0]);
    }
  });

/** Pictures and their words that reach beyond what the room sees, in pixels. */
const cutOff = (page: Page) =>
  page.evaluate(() => {
    const room = document.querySelector('.teaching .widget-body')?.getBoundingClientRect();
    if (!room) throw new Error('no figure is shown to the room');
    return [...document.querySelectorAll('.teaching .stage :is(.picture-title, .picture-frame, svg, canvas, text)')]
      .filter((part) => part.getClientRects().length > 0)
      .map((part) => ({ what: part.textContent.slice(0, 40), box: part.getBoundingClientRect() }))
      .filter(({ box }) => box.bottom > room.bottom + 1 || box.left < room.left - 1 || box.right > room.right + 1)
      .map(({ what }) => what);
  });

test('nothing of the stage is cut off once training has filled its pictures', async ({ page }) => {
  for (const [width, height] of [
    [1280, 720],
    [1920, 1080],
  ] as const) {
    await onProjector(page, { width, height });
    await page.goto('widgets/vae-tradeoff/');
    const figure = await open(page, 'vae-tradeoff');
    expect(await cutOff(page)).toEqual([]);
    await page.keyboard.press('Space');
    await expect.poll(async () => Number(await figure.getAttribute('data-step'))).toBeGreaterThan(30);
    await page.keyboard.press('Space');
    await fitted(page);
    expect(await cutOff(page), `at ${height} lines`).toEqual([]);
  }
});

test('two runs side by side are both in sight, and keys drive both', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.goto('widgets/vae-tradeoff/?beta=1&b.beta=10');
  const figure = await open(page, 'vae-tradeoff');
  await expect(figure.locator('.stage')).toHaveCount(2);
  expect(await cutOff(page)).toEqual([]);
  await page.keyboard.press('s');
  await expect(figure.locator('[data-run=step]')).toHaveText(['1', '1']);
  await page.keyboard.press('r');
  await expect(figure.locator('[data-run=step]')).toHaveText(['0', '0']);
  await page.keyboard.press('Escape');
  await expect(figure).not.toHaveClass(/teaching/);
  await expect(figure.locator('.stage')).toHaveCount(2);
});

test('labels of the figures of lectures 8 and 9 stand apart at 720 lines, and a long number is whole', async ({
  page,
}) => {
  await page.setViewportSize({ width: 1280, height: 720 });
  for (const id of ['kl-closed-form', 'elbo-identity']) {
    await page.goto(`widgets/${id}/`);
    const figure = await open(page, id);
    // A line's height is more than its letters': boxes may meet by a little.
    const met = await figure.evaluate((element) =>
      [...element.querySelectorAll('.stage svg')].flatMap((svg) => {
        const words = [...svg.querySelectorAll('text')].filter((word) => word.textContent.trim() !== '');
        const boxes = words.map((word) => ({ says: word.textContent, box: word.getBoundingClientRect() }));
        return boxes.flatMap(({ says, box }, at) =>
          boxes
            .slice(at + 1)
            .filter(
              (other) =>
                Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left) > 1 &&
                Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top) > 8,
            )
            .map((other) => `${says} over ${other.says}`),
        );
      }),
    );
    expect(met).toEqual([]);
    for (const box of await figure.locator('.knob:visible input[role=spinbutton]').all())
      expect(await box.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
  }
});

test('where full screen is refused the figure fills what it has, in a frame of another page too', async ({ page }) => {
  await page.addInitScript(() => {
    Element.prototype.requestFullscreen = () => Promise.reject(new TypeError('refused'));
  });
  const seen = watch(page);
  await page.goto('widgets/kl-closed-form/');
  const alone = await open(page, 'kl-closed-form');
  await page.keyboard.press('f');
  await expect(alone).toHaveClass(/teaching/);
  await page.keyboard.press('Escape');
  await expect(alone).not.toHaveClass(/teaching/);

  // A frame that is not allowed full screen does not offer it.
  const embed = new URL('../../embed/kl-closed-form/', page.url()).href;
  const host = `<iframe src="${embed}" width="900" height="600" title="figure" allow="fullscreen 'none'"></iframe>`;
  await page.route('**/host.html', (route) => route.fulfill({ contentType: 'text/html', body: host }));
  await page.goto(new URL('../../host.html', page.url()).href);
  const figure = page.frameLocator('iframe').locator('figure#kl-closed-form');
  await figure.locator('[data-action=menu]').press('Enter');
  await figure.locator('[data-action=teach]').press('Enter');
  await expect(figure).toHaveClass(/teaching/);
  await expect(figure.locator('[data-teach=full]')).toHaveCount(0);
  await expect(figure.locator('[data-teach=leave]')).toBeVisible();
  await page.keyboard.press('f');
  await expect(figure).toHaveClass(/teaching/);
  await page.keyboard.press('Escape');
  await expect(figure).not.toHaveClass(/teaching/);
  expect(seen).toEqual({ complaints: [], strangers: [] });
});

test('axe finds no barrier before a room', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.goto('widgets/kl-closed-form/');
  await open(page, 'kl-closed-form');
  await barsNobody(page);
});

test('a link opens it in the window, on a phone without scrolling sideways; a lecture keeps its place', async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('lectures/kl-divergence/?kl-closed-form.teach=1#kl-closed-form');
  const figure = page.locator('figure#kl-closed-form');
  await expect(figure).toHaveClass(/teaching/);
  expect(await page.evaluate(() => document.fullscreenElement)).toBeNull();
  await expect(figure.locator('.picture-frame svg').first()).toBeVisible();
  expect(await figure.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
  const height = () => page.evaluate(() => document.documentElement.scrollHeight);
  const filled = await resting(page, height, 500);
  await figure.locator('[data-teach=leave]').press('Enter');
  await expect(figure).not.toHaveClass(/teaching/);
  // Pictures and the row of buttons are where they were; the page is as long as it was.
  await expect.poll(async () => Math.abs((await height()) - filled)).toBeLessThan(30);
});
