import { globSync, readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { barriers, clipboard, fromMenu, sideways, watch } from './reader.ts';

test('the code of a model is a program that says the same, fetched when asked for, to copy and to save', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const seen = watch(page);
  const fetched: string[] = [];
  page.on('request', (request) => fetched.push(request.url()));
  await page.goto('widgets/vae-tradeoff/?beta=4&lr=0.01');
  const figure = page.locator('figure#vae-tradeoff');
  await expect(figure.locator('.stage')).toBeVisible();
  const early = fetched.length;
  await figure.locator('[data-action=menu]').press('Enter');
  await figure.locator('[data-action=panel-code]').press('Enter');
  const panel = figure.getByRole('region', { name: 'The code of this model' });
  const source = readFileSync('widgets/vae-tradeoff/code/tfjs.ts', 'utf8');
  await expect(panel.locator('.listing code')).toHaveText(source);
  expect(fetched.length).toBeGreaterThan(early);
  await panel.getByRole('button', { name: 'Copy vae-tfjs.ts' }).click();
  await expect.poll(() => clipboard(page)).toBe(source);
  await panel.getByRole('radio', { name: 'pytorch.py' }).focus();
  await page.keyboard.press('Space');
  await expect(panel.locator('[data-said=command]')).toHaveText('python pytorch.py --beta 4 --latent 2 --lr 0.01');
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    panel.getByRole('button', { name: 'Save pytorch.py' }).click(),
  ]);
  expect(file.suggestedFilename()).toBe('pytorch.py');
  expect(readFileSync(await file.path(), 'utf8')).toBe(readFileSync('widgets/vae-tradeoff/code/pytorch.py', 'utf8'));
  await page.setViewportSize({ width: 360, height: 780 });
  expect(await sideways(page)).toBeLessThanOrEqual(0);
  expect(await barriers(page)).toEqual([]);
  expect(seen.complaints).toEqual([]);
});

/** Every figure that trains, from a setting of its own, with the command that repeats it elsewhere. */
const commands = {
  'gan-2d': ['?data=moons&lrg=0.004&kd=8', '--data moons --kd 8 --lrg 0.004'],
  'latent-codes': ['?code=one-hot&lr=0.001', '--code one-hot --lr 0.001'],
  'gan-digits': ['?conditional=by-class&kd=2', '--conditional by-class --kd 2'],
  'autoencoder-denoise': ['?on=digits&noise=masking&level=0.5', '--on digits --noise masking --level 0.5'],
  'autoencoder-bottleneck': ['?linear=yes&k=6&lr=0.01', '--k 6 --linear yes --lr 0.01'],
  'autoencoder-sparse': ['?penalty=kl&rho=0.1&weight=1', '--penalty kl --weight 1 --rho 0.1'],
  'ae-or-vae': ['?latent=16&seed=3', '--latent 16 --seed 3'],
  'vae-exact': ['?shape=spiral&h=0.2', '--shape spiral --h 0.2'],
} as const;

for (const [id, [query, flags]] of Object.entries(commands))
  test(`the code of ${id} is its program in TensorFlow.js, and those in Python take the knobs as they stand`, async ({
    page,
  }) => {
    const seen = watch(page);
    await page.goto(`widgets/${id}/${query}`);
    const figure = page.locator(`figure#${id}`);
    await fromMenu(figure, 'panel-code');
    const panel = figure.getByRole('region', { name: 'The code of this model' });
    await expect(panel.locator('.listing code')).toHaveText(readFileSync(`widgets/${id}/code/tfjs.ts`, 'utf8'));
    for (const program of ['keras.py', 'pytorch.py']) {
      await panel.getByRole('radio', { name: program }).check();
      await expect(panel.locator('[data-said=command]')).toHaveText(`python ${program} ${flags}`);
      await expect(panel.locator('.listing code')).toHaveText(readFileSync(`widgets/${id}/code/${program}`, 'utf8'));
    }
    expect(seen.complaints).toEqual([]);
  });

test('every figure with programs of its model is among those whose programs are tried', () => {
  const withCode = globSync('widgets/*/code/sources.ts').map((file) => file.split('/')[1]);
  expect(['vae-tradeoff', ...Object.keys(commands)].sort()).toEqual(withCode.sort());
});

test('a figure that trains nothing offers no code', async ({ page }) => {
  await page.goto('widgets/kl-closed-form/');
  await expect(page.locator('[data-action=panel-link]')).toBeAttached();
  await expect(page.locator('[data-action=panel-code]')).toHaveCount(0);
});
