/** What a student has solved, taken along, handed in, and checked by a lecturer. */
import { readFile } from 'node:fs/promises';
import { expect, test, type Page } from '@playwright/test';
import { barriers, metric, watch } from './reader.ts';

/** ½(μ² + σ² − 1 − log σ²) at μ = 1.0037, σ = 1 is 0.5037: inside the goal of “Half a nat”, 0.5041 ± 0.001. */
const SOLVED = 'lectures/kl-divergence/?kl-closed-form.mu=1.0037&kl-closed-form.sigma=1#exercise-half-a-nat';

type Report = {
  solved: {
    title: string;
    link: string;
    proof: { settings: Record<string, number>; numbers: Record<string, number> };
  }[];
};

async function solve(page: Page): Promise<void> {
  await page.goto(SOLVED);
  // A figure loads when it comes near, and the exercise may stand further down than that.
  await page.locator('figure#kl-closed-form').scrollIntoViewIfNeeded();
  await expect(page.locator('#exercise-half-a-nat')).toHaveAttribute('data-done', '');
  await expect(page.locator('#exercise-half-a-nat [data-said]')).toContainText('Reached');
  await page.goto('exercises/');
  await expect(page.getByText('solved', { exact: true })).toHaveCount(1);
}

async function saved(page: Page, button: string): Promise<string> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: button }).click();
  return readFile(await (await download).path(), 'utf8');
}

const load = (page: Page, label: string, text: string) =>
  page.getByLabel(label).setInputFiles({ name: 'file.json', mimeType: 'application/json', buffer: Buffer.from(text) });

/** Loads a report and waits until it is read: before that the page would check the one that stood there. */
async function loadReport(page: Page, text: string): Promise<void> {
  await load(page, 'Load a report', text);
  await expect(page.locator('[data-said]')).toHaveText('The report stands below.');
}

test("a solved exercise's report has its settings to the last digit, and its link shows its numbers again @base", async ({
  page,
}) => {
  const seen = watch(page);
  await solve(page);
  await page.getByLabel('Your name').fill('Ada');
  const report = JSON.parse(await saved(page, 'Save the report')) as Report;
  await expect(page.getByRole('heading', { name: 'Report of Ada' })).toBeVisible();
  expect(await barriers(page)).toEqual([]);
  const [entry] = report.solved;
  expect(entry?.title).toBe('Half a nat');
  expect(entry?.proof.settings['mu']).toBe(1.0037);
  expect(entry?.proof.numbers['kl']).toBeCloseTo(0.5 * 1.0037 ** 2, 12);
  await page.goto(entry?.link ?? '');
  await expect(page.locator('figure .stage')).toBeVisible();
  const shown = await page
    .locator('figure output[data-metric]')
    .evaluateAll((outputs) => outputs.map((output) => output.getAttribute('data-metric') ?? ''));
  expect(shown.length).toBeGreaterThan(3);
  for (const name of shown)
    await expect(metric(page.locator('figure'), name)).toHaveAttribute(
      'data-value',
      String(Number(entry?.proof.numbers[name]?.toFixed(6))),
    );
  expect(seen).toEqual({ complaints: [], strangers: [] });
});

test('a lecturer loads a report, and the page asks the figures: right numbers agree, a changed one is found', async ({
  page,
  browser,
  baseURL,
}) => {
  await solve(page);
  const report = await saved(page, 'Save the report');
  const elsewhere = await browser.newPage({ ...(baseURL !== undefined && { baseURL }), serviceWorkers: 'block' });
  await elsewhere.goto('exercises/');
  const verdictOn = async (text: string) => {
    await loadReport(elsewhere, text);
    await elsewhere.getByRole('button', { name: 'Check the numbers' }).click();
    await expect(elsewhere.getByText('Every figure of the report was asked.')).toBeVisible();
    return elsewhere.locator('.verdict').innerText();
  };
  expect(await verdictOn(report)).toMatch(/^The figure gives the same \d+ numbers\.$/);
  const forged = JSON.parse(report) as Report;
  const [entry] = forged.solved;
  if (entry) entry.proof.numbers['kl'] = 0.5;
  expect(await verdictOn(JSON.stringify(forged))).toMatch(/^1 of \d+ numbers differ: kl is 0\.5 in the report/);
  await elsewhere.close();
});

test('progress goes to a file and comes back on another machine; a strange file is refused in a sentence', async ({
  page,
}) => {
  await solve(page);
  const file = await saved(page, 'Save the progress');
  await page.evaluate(() => localStorage.clear());
  await page.reload();
  await expect(page.getByText('solved', { exact: true })).toHaveCount(0);
  await load(page, 'Load progress', '{"a": 1}');
  await expect(page.locator('[data-said]')).toHaveText(/This is no file of these notes/);
  await load(page, 'Load progress', file);
  await expect(page.getByText('solved', { exact: true })).toHaveCount(1);
  await page.goto('lectures/kl-divergence/');
  await expect(page.locator('#exercise-half-a-nat input')).toBeChecked();
});

test('a report is printed without the page around it', async ({ page }) => {
  await solve(page);
  await page.getByRole('button', { name: 'Make the report' }).click();
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('[data-report] li')).toBeVisible();
  await expect(page.locator('.exercise-list:visible, main button:visible')).toHaveCount(0);
});

test('a figure that trained is asked too: it trains to the step of the report and gives its numbers to the bit', async ({
  page,
}) => {
  const figure = 'vae-tradeoff';
  const set = { beta: 100, width: 32, step: 220 };
  const query = Object.entries(set).map(([name, value]) => `${figure}.${name}=${value}`);
  await page.goto(`lectures/variational-autoencoders/?${query.join('&')}#${figure}`);
  await expect(page.locator('#exercise-go-silent')).toHaveAttribute('data-done', '');
  await page.goto('exercises/');
  await page.getByRole('button', { name: 'Make the report' }).click();
  // Of the steps from 199 on it is the first that the figure showed, which a slow machine does more often.
  await expect(page.locator('[data-report]')).toContainText(/step (?:199|2[01]\d|220),/);
  await page.getByRole('button', { name: 'Check the numbers' }).click();
  await expect(page.locator('.verdict')).toHaveText(/gives the same \d+ numbers/);
});

test('a forged report is answered entry by entry, and only what a figure confirms counts', async ({ page }) => {
  await solve(page);
  const honest = (JSON.parse(await saved(page, 'Save the report')) as Report).solved[0];
  const proof = honest?.proof;
  const forged = [
    honest,
    honest,
    { exercise: 'kl-divergence/no-such', title: 'X', proof },
    { exercise: 'kl-divergence/hide-the-slip', title: 'X', proof: { ...proof, numbers: {} } },
    { exercise: 'kl-divergence/one-percent', title: 'X', proof: { ...proof, settings: { mu: 99 } } },
    { exercise: 'the-elbo/too-good', title: 'X', proof },
    { exercise: 'the-elbo/climb', title: 'X', proof: { ...proof, widget: 'no-such-figure' } },
    { exercise: 'the-elbo/highest-entropy', title: 'X' },
    null,
  ];
  await loadReport(page, JSON.stringify({ notes: 'report', version: 1, by: '', made: '', solved: forged }));
  await page.getByRole('button', { name: 'Check the numbers' }).click();
  await expect(page.locator('[data-said]')).toContainText('1 of 9 entries hold');
  const said = await page.locator('.verdict').allInnerTexts();
  const expected = [
    /^The figure gives the same/,
    /counts once/,
    /no exercise “kl-divergence\/no-such”/,
    /states no numbers/,
    /cannot have the settings/,
    /is about “elbo-identity”/,
    /of the figure “no-such-figure”/,
    /No figure can check/,
    /damaged/,
  ];
  expect(said).toHaveLength(expected.length);
  for (const [at, sentence] of expected.entries()) expect(said[at]).toMatch(sentence);
  await expect(page.locator('.verdict-goal').first()).toHaveText('By the figure’s own numbers the goal is reached.');
  await expect(page.locator('[data-report]')).toContainText('3 entries do not count');
});

test('a damaged proof is named and left out; empty entries, wrong figures and huge files are refused', async ({
  page,
}) => {
  await solve(page);
  await page.evaluate(() => {
    const tick = Object.keys(localStorage).find((key) => key.startsWith('notes:exercise:')) ?? '';
    const other = tick.replace('half-a-nat', 'one-percent');
    localStorage.setItem(other, '1');
    localStorage.setItem(other.replace('notes:exercise:', 'notes:proof:'), '{"widget":');
  });
  const told = page.locator('[data-said]');
  const file = JSON.parse(await saved(page, 'Save the progress')) as { exercises: Record<string, object> };
  expect(Object.keys(file.exercises)).toEqual(['kl-divergence/half-a-nat']);
  await expect(told).toContainText('damaged: “A standard error of a hundredth”');
  await page.getByRole('button', { name: 'Make the report' }).click();
  await expect(told).toContainText('damaged: “A standard error of a hundredth”');
  await expect(page.locator('[data-report] li')).toHaveCount(1);

  const names = await page
    .locator('[data-exercise-name]')
    .evaluateAll((all) => all.map((each) => each.getAttribute('data-exercise-name') ?? ''));
  await page.evaluate(() => localStorage.clear());
  const progress = (exercises: object) =>
    load(page, 'Load progress', JSON.stringify({ notes: 'progress', version: 1, exercises }));
  await progress(Object.fromEntries(names.map((name) => [name, {}])));
  await expect(told).toContainText('0 exercises were added: 0 with numbers, 0 ticked by hand.');
  await progress({ 'the-elbo/too-good': file.exercises['kl-divergence/half-a-nat'], 'a/b': {} });
  await expect(told).toContainText('is about “elbo-identity”');
  await expect(page.getByText('solved', { exact: true })).toHaveCount(0);
  await progress(Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`a/${at}`, {}])));
  await expect(told).toContainText('at most 1000 are read');
});

test('checking can be stopped, and says where', async ({ page }) => {
  await page.goto('exercises/');
  const settings = { beta: 100, width: 32 };
  const numbers = { 'active-units': 0, rate: 0 };
  const proof = { widget: 'vae-tradeoff', settings, step: 19_000, backend: '', numbers };
  const solved = [{ exercise: 'variational-autoencoders/go-silent', title: '', proof }];
  await loadReport(page, JSON.stringify({ notes: 'report', version: 1, by: '', made: '', solved }));
  await page.getByRole('button', { name: 'Check the numbers' }).click();
  await expect(page.locator('[data-said]')).toContainText('Entry 1 of 1: asking the figure about “Put every dimension');
  await page.getByRole('button', { name: 'Stop checking' }).click();
  await expect(page.locator('.verdict')).toHaveText('Not checked: stopped.');
  await expect(page.locator('[data-said]')).toHaveText('Stopped after 1 of 1 entry.');
  await expect(page.locator('[data-frame] iframe')).toHaveCount(0);
});
