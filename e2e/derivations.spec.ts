import { expect, test } from '@playwright/test';

/** With each derivation the lines that are equal, under the number that they show as the page opens. */
for (const [address, widget, equal] of [
  [
    'lectures/codes-and-latent-variables/',
    'evidence-monte-carlo',
    { '−4.2832': ['evidence-quadrature', 'evidence-under-prior', 'evidence-under-q'] },
  ],
  [
    'lectures/kl-divergence/',
    'kl-closed-form',
    {
      '0.8181': ['kl-quadrature', 'entropies-sum', 'closed-sum', 'terms-sum', 'kl'],
      '−0.7258': ['negative-entropy', 'negative-entropy-closed'],
      '1.5439': ['cross-entropy', 'cross-entropy-closed'],
    },
  ],
  [
    'lectures/the-elbo/',
    'elbo-identity',
    {
      '−2.1416': ['evidence-quadrature', 'evidence-from-ratio'],
      '−3.5932': ['elbo-from-ratio', 'elbo-from-joint', 'elbo-from-terms', 'elbo'],
    },
  ],
  [
    'lectures/generative-adversarial-networks/',
    'gan-objective',
    {
      '−0.4031': ['value-of-d-over-noise', 'value-of-d-in-parts', 'value-of-d', 'value'],
      '0.0094': ['d-star-at-x', 'd-star-from-logit'],
      '0.0000': ['shortfall', 'shortfall-direct'],
    },
  ],
] as const) {
  const tag = widget === 'kl-closed-form' ? ' @base' : '';
  test.describe(`/${address}`, () => {
    test(`equal lines show equal numbers, the right ones; a term lights up everywhere; a slider moves lines and figure${tag}`, async ({
      page,
    }) => {
      await page.goto(address);
      const derivation = page.locator(`.derivation[data-for="${widget}"]`).first();
      await derivation.scrollIntoViewIfNeeded();
      for (const [number, lines] of Object.entries<readonly string[]>(equal))
        for (const line of lines)
          await expect(derivation.locator(`.line-value[data-live="${line}"]`), line).toHaveText(number);
      const line = page.locator(`.derivation[data-for="${widget}"] .line[data-term]`).first();
      await line.scrollIntoViewIfNeeded();
      await line.focus();
      await expect(line).toHaveAttribute('data-lit', '');
      const term = (await line.getAttribute('data-term')) ?? '';
      expect(await page.locator(`[data-term="${term}"][data-lit]`).count()).toBeGreaterThan(1);
      await line.blur();
      await expect(line).not.toHaveAttribute('data-lit', '');
      const values = () => derivation.locator('.line-value').allTextContents();
      const before = await values();
      expect(before.length).toBeGreaterThan(2);
      for (const value of before) expect(value).toMatch(/\d/);
      const slider = derivation.locator('.scrub input').first();
      await expect(page.locator(`figure[data-widget="${widget}"] .stage`)).toBeAttached();
      await slider.focus();
      for (let i = 0; i < 20; i++) await page.keyboard.press('ArrowRight');
      await expect.poll(values).not.toEqual(before);
      for (const value of await values()) expect(value).toMatch(/\d/);
    });

    test('a slider moved before its figure was loaded is not forgotten', async ({ page }) => {
      await page.setViewportSize({ width: 1280, height: 300 });
      await page.goto(address);
      const scrub = page.locator(`.derivation[data-for="${widget}"] .scrub`).first();
      const name = (await scrub.getAttribute('data-scrub')) ?? '';
      await scrub.locator('input').evaluate((input: HTMLInputElement) => {
        input.value = input.max;
        input.dispatchEvent(new Event('input', { bubbles: true }));
      });
      const knob = page.locator(`#${widget}-${name}`);
      await expect(knob).toBeAttached();
      const max = await scrub.locator('input').getAttribute('max');
      const log = (await scrub.getAttribute('data-scale')) === 'log';
      // A knob stands for a moment as its author set it, then takes over what waited for it.
      const shown = () =>
        knob.evaluate((input) =>
          Number(input.closest('.knob')?.querySelector<HTMLInputElement>('input[role=spinbutton]')?.value),
        );
      await expect.poll(shown).toBeCloseTo(log ? 10 ** Number(max) : Number(max), 2);
    });
  });
}
