import { expect, test, type Locator, type Page } from '@playwright/test';
import { metric, numberOf } from '../../e2e/reader.ts';

const address = 'widgets/gan-objective/';
const knob = (page: Page, name: string) => page.locator(`.knob:has(#gan-objective-${name}) input[role=spinbutton]`);
const valueOf = async (page: Page, name: string) => Number(await knob(page, name).inputValue());

/** Drags inside the picture of the densities, from one share of its width and height to another. */
async function drag(page: Page, frame: Locator, from: readonly [number, number], to: readonly [number, number]) {
  await frame.scrollIntoViewIfNeeded();
  const box = await frame.boundingBox();
  if (!box) throw new Error('The picture of the densities has no box on the page.');
  await page.mouse.move(box.x + from[0] * box.width, box.y + from[1] * box.height);
  await page.mouse.down();
  await page.mouse.move(box.x + to[0] * box.width, box.y + to[1] * box.height, { steps: 5 });
  await page.mouse.up();
}

test('dragging a density moves its middle and nothing else, and the numbers follow', async ({ page }) => {
  await page.goto(address);
  const figure = page.locator('figure');
  const frame = figure.locator('.picture-frame').first();
  await expect(frame.locator('svg')).toBeVisible();
  const before = await numberOf(figure, 'jsd');
  // The fakes lie left of the data as the figure opens: a press on the left half below its top takes hold of them.
  await drag(page, frame, [0.4, 0.6], [0.3, 0.6]);
  await expect.poll(() => valueOf(page, 'mu')).toBeLessThan(-1.5);
  expect(await valueOf(page, 'm')).toBe(1.5);
  await expect.poll(() => numberOf(figure, 'jsd')).toBeGreaterThan(before);
  await drag(page, frame, [0.7, 0.6], [0.8, 0.6]);
  await expect.poll(() => valueOf(page, 'm')).toBeGreaterThan(2);
  // The point looked at is taken at the upper end of its line, at x = −1.
  await drag(page, frame, [0.44, 0.06], [0.6, 0.06]);
  await expect.poll(() => valueOf(page, 'x')).toBeGreaterThan(-0.5);
});

test('G steps follow the rule that is chosen, towards the data or away from them', async ({ page }) => {
  await page.goto(address);
  const figure = page.locator('figure');
  await expect(figure.locator('.stage svg').first()).toBeVisible();
  const before = await numberOf(figure, 'jsd');
  await page.locator('[data-action=steps-10]').click();
  await expect.poll(() => numberOf(figure, 'jsd')).toBeLessThan(before);
  await expect(figure.locator('.buttons').getByRole('status')).toContainText('the JSD fell');
  await page.getByRole('button', { name: 'Early in training' }).click();
  await page.getByLabel('G is told to').selectOption('printed');
  await page.locator('[data-action=steps-1]').press('Enter');
  await expect.poll(() => numberOf(figure, 'jsd')).toBeGreaterThan(before);
});

test('the figure without overlap shows the saturated value and the vanished gradient', async ({ page }) => {
  await page.goto(`${address}?preset=apart`);
  const figure = page.locator('figure');
  await expect(metric(figure, 'jsd')).toHaveText('0.6931');
  await expect(metric(figure, 'value')).toHaveText('0.0000');
  await expect(metric(figure, 'gradient-minimax')).toHaveText('0.0000');
  await expect(metric(figure, 'gradient-non-saturating')).toHaveText('−1.0000');
});

// Each answer as the lecture gives it, put into the link of the figure on its page.
for (const [exercise, link] of [
  ['value-of-one', 'm=0.61&gan-objective.mu=-0.62'],
  ['stuck', 'm=3.5&gan-objective.mu=-3.5&gan-objective.s=1'],
  ['seek-or-cover', 'm=0&gan-objective.r=2&gan-objective.s=0.5&gan-objective.mu=0&gan-objective.sigma=2'],
] as const)
  test(`the answer to ${exercise} ticks it`, async ({ page }) => {
    await page.goto(`lectures/generative-adversarial-networks/?gan-objective.${link}#gan-objective`);
    const box = page.locator(`#exercise-${exercise} input[type=checkbox]`);
    await expect(box).toBeChecked();
  });

test('in the derivation of the value every line moves with μ, and lines that are equal stay equal', async ({
  page,
}) => {
  await page.goto('lectures/generative-adversarial-networks/');
  const derivation = page.locator('.derivation', { hasText: 'The value at the best discriminator' });
  await derivation.scrollIntoViewIfNeeded();
  await expect(page.locator('figure#gan-objective .stage')).toBeAttached();
  const values = () => derivation.locator('.line-value').allTextContents();
  const before = await values();
  await derivation.locator('.scrub input').first().focus();
  for (let i = 0; i < 20; i++) await page.keyboard.press('ArrowRight');
  await expect.poll(async () => (await values()).every((value, line) => value !== before[line])).toBe(true);
  const [value, fromKl, fromJsd, jsd, fromDoubt] = await values();
  expect([fromKl, fromJsd]).toEqual([value, value]);
  expect(fromDoubt).toBe(jsd);
});
