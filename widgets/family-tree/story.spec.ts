/** The family tree as keys and ears meet it: the tree of the WAI-ARIA practices. */
import { expect, test, type Page } from '@playwright/test';
import { barriers, metric, watch } from '../../e2e/reader.ts';

const item = (page: Page, name: RegExp | string) => page.getByRole('treeitem', { name });

async function open(page: Page, query = ''): Promise<void> {
  await page.goto(`widgets/family-tree/${query}`);
  await expect(page.getByRole('tree', { name: 'The tree' })).toBeVisible();
}

test('one Tab stop leads into the tree, arrows walk it and Enter opens a node @base', async ({ page }) => {
  const seen = watch(page);
  await open(page);
  await expect(page.locator('[role=treeitem][tabindex="0"]')).toHaveCount(1);
  await item(page, /^Variational autoencoder/).focus();
  await page.keyboard.press('ArrowDown');
  await expect(item(page, /^Diffusion model/)).toBeFocused();
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowUp');
  await expect(item(page, /^Generative adversarial network/)).toBeFocused();
  // Walking opens nothing.
  await expect(page.locator('[data-open]')).toHaveAttribute('data-open', 'vae');
  await page.keyboard.press('Enter');
  await expect(item(page, /^Generative adversarial network/)).toHaveAttribute('aria-selected', 'true');
  await expect(page.locator('[data-open]')).toContainText('Implicit: everybody can draw from it');
  await expect(metric(page.locator('figure'), 'draws')).toHaveText('1');
  await expect(page.locator('[role=treeitem][tabindex="0"]')).toHaveCount(1);
  expect(seen.complaints).toEqual([]);
});

test('branches fold by arrow left and right, letters find nodes, and the address keeps both', async ({ page }) => {
  await open(page);
  await item(page, /^Exact$/).focus();
  await page.keyboard.press('ArrowLeft');
  await expect(item(page, /^Exact$/)).toHaveAttribute('aria-expanded', 'false');
  await expect(item(page, /^Mixture/)).toHaveCount(0);
  await page.keyboard.press('i');
  await expect(item(page, /^Implicit density$/)).toBeFocused();
  await page.keyboard.press('Space');
  // What is folded may be written before what is open.
  await expect.poll(() => page.url()).toContain('node=implicit');
  expect(page.url()).toContain('folded=exact');
  await page.goto(page.url());
  await expect(item(page, /^Implicit density$/)).toHaveAttribute('aria-selected', 'true');
  await expect(item(page, /^Exact$/)).toHaveAttribute('aria-expanded', 'false');
  await item(page, /^Exact$/).focus();
  await page.keyboard.press('ArrowRight');
  await expect(item(page, /^Mixture/)).toBeVisible();
});

test('a screen reader is told level, place and density, and of the node that opened', async ({ page }) => {
  await open(page, '?folded=exact.implicit');
  await expect(page.getByRole('tree')).toMatchAriaSnapshot(`
    - tree "The tree":
      - treeitem "Generative models" [expanded] [level=1]:
        - group:
          - treeitem "Explicit density" [expanded] [level=2]:
            - group:
              - treeitem "Exact" [level=3]
              - treeitem "Approximate" [expanded] [level=3]:
                - group:
                  - treeitem "Variational autoencoder, density approximate" [level=4] [selected]
                  - treeitem "Diffusion model, density approximate" [level=4]
                  - treeitem "Energy-based model, density approximate" [level=4]
          - treeitem "Implicit density" [level=2]
  `);
  await expect(item(page, /^Diffusion/)).toHaveAttribute('aria-posinset', '2');
  await expect(item(page, /^Diffusion/)).toHaveAttribute('aria-setsize', '3');
  await expect(page.locator('[data-open]')).toHaveAttribute('aria-live', 'polite');
  expect(await barriers(page)).toEqual([]);
});

test('a pointer opens a node by its name and folds a branch by its mark', async ({ page }) => {
  await open(page);
  await item(page, /^Mixture/).click();
  await expect(page.locator('[data-open]')).toHaveAttribute('data-open', 'mixture');
  await page.locator('[data-node=exact] > .tree-row .tree-fold').click();
  await expect(item(page, /^Mixture/)).toHaveCount(0);
  await expect(page.locator('[data-open]')).toHaveAttribute('data-open', 'mixture');
});

test('every lecture that a node links to is there', async ({ page, request }) => {
  await open(page);
  for (const id of ['models', 'exact', 'vae', 'gan']) {
    await page.locator(`[data-node=${id}] > .tree-row .tree-name`).click();
    await expect(page.locator('[data-open]')).toHaveAttribute('data-open', id);
    for (const link of await page.locator('[data-open] a').all())
      expect((await request.get((await link.getAttribute('href')) ?? '')).status()).toBe(200);
  }
});
