import { readFileSync } from 'node:fs';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { fill, hasEffect, initialValues, type Param } from '../src/run/params.ts';
import type { WidgetMeta } from '../src/run/meta.ts';
import { barriers, barsNobody, fromMenu, hostFrame, resting, standsAtEveryWidth, watch, widgetIds } from './reader.ts';

// A page of the same kind after the other: the browser keeps what it has fetched and compiled. What is stored is cleared.
test.use({ reuseContext: true });

const metas = await Promise.all(
  widgetIds.map(async (id) => ({
    id,
    meta: ((await import(`../widgets/${id}/meta.ts`)) as { meta: WidgetMeta }).meta,
  })),
);

/** Opens what is folded, once the figure stands. */
const openMore = async (page: Page) => {
  await expect(page.locator('figure .stage')).toBeVisible();
  for (const more of await page.locator('details.more').all())
    await more.evaluate((details: HTMLDetailsElement) => (details.open = true));
};

/**
 * Links and messages are read by one piece of code for all figures, whose knobs unit tests turn: here one that answers at
 * once, one that trains, and one with data of its own.
 */
const SPOKEN_TO = ['kl-closed-form', 'vae-tradeoff', 'em-mixture'];

/** An embed shows the figure of its widget's page, which axe reads; what is around it is the same for all, so three are asked. */
const BARRED = widgetIds.slice(0, 3);

/** What stands in each picture, attributes by name: the order in which they were set says nothing. */
const drawn = (page: Page) =>
  page.locator('.picture-frame').evaluateAll((frames) =>
    frames.map((frame) =>
      [...frame.querySelectorAll('*')].map((element) => {
        const own = element.children.length === 0 ? element.textContent : '';
        const attributes = element.getAttributeNames().map((name) => `${name}=${element.getAttribute(name) ?? ''}`);
        return `${element.nodeName} ${attributes
          .sort()
          .join(' ')
          .replaceAll(/plot-clip-\d+/g, 'clip')} ${own}`;
      }),
    ),
  );

/** The key that leads away from the end where a slider may stand, and the one that leads back. */
async function awayAndBack(hand: Locator): Promise<readonly [string, string]> {
  const [now, most] = [await hand.getAttribute('aria-valuenow'), await hand.getAttribute('aria-valuemax')];
  return Number(now) >= Number(most) ? ['ArrowLeft', 'ArrowRight'] : ['ArrowRight', 'ArrowLeft'];
}

/** Every handle in a picture is a slider that a key moves, and another one back. */
async function handlesWork(page: Page) {
  const found = await page.locator('.hand').evaluateAll((all) => all.map((hand) => hand.dataset['handle'] ?? ''));
  for (const [at, name] of found.entries()) {
    // Two pictures of a figure may have a handle for the same knob.
    const earlier = found.slice(0, at).filter((other) => other === name).length;
    const hand = page.locator(`.hand[data-handle="${name}"]`).nth(earlier);
    const before = (await hand.getAttribute('aria-valuetext')) ?? '';
    const [away, back] = await awayAndBack(hand);
    await hand.press(away);
    await expect(hand, name).not.toHaveAttribute('aria-valuetext', before);
    await hand.press(back);
    await expect(hand, name).toHaveAttribute('aria-valuetext', before);
  }
}

/** Every plot answers a pointer and arrow keys with numbers, and Escape puts them away. */
async function plotsAnswer(page: Page) {
  for (const frame of await page.locator('.picture-frame:has(svg.plot)').all()) {
    const title = (await frame.getAttribute('aria-label')) ?? '';
    const values = frame.locator('xpath=..').locator('.values');
    await expect(frame, title).toHaveAttribute('tabindex', '0');
    await frame.scrollIntoViewIfNeeded();
    const box = await frame.boundingBox();
    await frame.hover({ position: { x: 0.6 * (box?.width ?? 0), y: 0.45 * (box?.height ?? 0) }, force: true });
    await expect(values, title).toContainText(/\d/);
    await page.keyboard.press('Escape');
    await expect(values, title).toHaveCount(0);
    await frame.press('ArrowRight');
    await expect(values, title).toContainText(/\d/);
    await frame.blur();
    await expect(values, title).toHaveCount(0);
  }
}

type NumberParam = Extract<Param, { kind: 'number' }>;
const isNumber = (entry: [string, Param]): entry is [string, NumberParam] => entry[1].kind === 'number';
const inward = (spec?: NumberParam) => (spec && spec.initial >= spec.max ? 'ArrowLeft' : 'ArrowRight');

/** Turns what a knob depends on to where the knob has an effect: without one a sentence stands in its place. */
async function giveEffect(page: Page, id: string, { when = {} }: Param): Promise<void> {
  for (const [knob, options] of Object.entries(when)) {
    const control = page.locator(`input[name="${id}-${knob}"]:checked, select#${id}-${knob}`);
    const [option = ''] = options;
    if (options.includes(await control.inputValue())) continue;
    if ((await page.locator(`select#${id}-${knob}`).count()) > 0) await control.selectOption(option);
    else await page.locator(`input[name="${id}-${knob}"][value="${option}"]`).check();
  }
}

for (const { id, meta } of metas) {
  // Under another base the files lie elsewhere, which two figures tell as well as all.
  const tag = ['em-mixture', 'vae-tradeoff'].includes(id) ? ' @base' : '';
  test.describe(id, () => {
    test(`reads through, fits every width and bars nobody; its numbers are there, a knob changes the pictures for good, and all knobs work by keyboard${tag}`, async ({
      page,
    }) => {
      const seen = watch(page);
      // Without motion: what is drawn a moment after a press is what stays.
      await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
      await page.goto(`widgets/${id}/`);
      await test.step('stands at every width', () => standsAtEveryWidth(page));
      await test.step('bars nobody', () => barsNobody(page, false));
      await openMore(page);
      const sliders = Object.entries<Param>(meta.params).filter(isNumber);
      if (!meta.trains) {
        await expect(page.locator('.picture-frame > *').first()).toBeVisible();
        for (const output of await page.locator('figure output[data-metric]').all())
          await expect(output).toHaveAttribute('data-value', /^-?(?:[\d.e+-]+|Infinity)$/);
        const [name, spec] = sliders.find((each) => hasEffect(each[1], initialValues(meta.params))) ?? [];
        await page.locator(`#${id}-${name ?? ''}`).press(inward(spec));
        await expect(page).toHaveURL(/\?/);
        const turned = await resting(page, async () => JSON.stringify(await drawn(page)), 300);
        await page.reload();
        await expect.poll(async () => JSON.stringify(await drawn(page))).toBe(turned);
        await openMore(page);
        for (const preset of Object.keys(meta.presets)) await page.locator(`[data-preset="${preset}"]`).click();
        await fromMenu(page, 'defaults');
        await openMore(page);
        await test.step('every handle moves its knob and back', () => handlesWork(page));
        await test.step('every plot answers a pointer', () => plotsAnswer(page));
      }
      for (const [name, spec] of sliders) {
        await giveEffect(page, id, spec);
        const slider = page.locator(`#${id}-${name}`);
        await slider.focus();
        await expect(slider).toBeFocused();
        const before = await slider.getAttribute('aria-valuetext');
        await page.keyboard.press(inward(spec));
        await expect(slider).not.toHaveAttribute('aria-valuetext', before ?? '');
        await page.keyboard.press('Home');
        await page.keyboard.press('End');
      }
      expect(seen).toEqual({ complaints: [], strangers: [] });
    });

    test('embedded, it fits every width, Tab walks through it, hide leaves out a knob, and only=plot all of them', async ({
      page,
    }) => {
      const seen = watch(page);
      const [first = ''] = Object.keys(meta.params);
      await page.goto(`embed/${id}/?hide=${first}`);
      await standsAtEveryWidth(page);
      if (BARRED.includes(id)) await barsNobody(page);
      await expect(page.locator(`#${id}-${first}`)).toHaveCount(0);
      const knobs = new Set(
        Object.entries<Param>(meta.params)
          .filter(isNumber)
          .filter(([, spec]) => hasEffect(spec, initialValues(meta.params)))
          .flatMap(([name, spec]) => (spec.primary && name !== first ? [`${id}-${name}`] : [])),
      );
      for (let press = 0; press < 60 && knobs.size > 0; press++) {
        await page.keyboard.press('Tab');
        knobs.delete(await page.evaluate(() => document.activeElement?.id ?? ''));
      }
      expect([...knobs], 'knobs that Tab never reached').toEqual([]);
      await page.goto(`embed/${id}/?only=plot`);
      await expect(page.locator('figure .stage')).toBeVisible();
      await expect(page.locator('.knobs, .run-bar .buttons')).toHaveCount(0);
      expect(seen).toEqual({ complaints: [], strangers: [] });
    });
  });
}

for (const { id, meta } of metas.filter((one) => SPOKEN_TO.includes(one.id))) {
  test(`a link with every knob of ${id} moved opens with those values${id === 'kl-closed-form' ? '' : ' @base'}`, async ({
    page,
  }) => {
    const moved = Object.fromEntries(
      Object.entries<Param>(meta.params).map(([name, spec]) => [
        name,
        spec.kind === 'number'
          ? fill({ [name]: spec }, { [name]: (spec.initial + spec.max) / 2 }).values[name]
          : spec.kind === 'choice'
            ? Object.keys(spec.options).at(-1)
            : spec.initial,
      ]),
    );
    await page.goto(
      `widgets/${id}/?${new URLSearchParams(Object.entries(moved).map(([name, value]) => [name, String(value)])).toString()}`,
    );
    await openMore(page);
    for (const [name, spec] of Object.entries<Param>(meta.params)) {
      if (spec.kind === 'number')
        await expect(page.locator(`.knob:has(#${id}-${name}) input[role=spinbutton]`)).toHaveValue(
          String(Number(Number(moved[name]).toPrecision(6))),
        );
      else if (spec.kind === 'choice')
        await expect(page.locator(`input[name="${id}-${name}"]:checked, select#${id}-${name}`)).toHaveValue(
          String(moved[name]),
        );
    }
    await expect(page.locator('.notices p')).toHaveCount(0);
  });

  test(`an embedding page hears that ${id} is ready and can turn a knob; strange messages are ignored`, async ({
    page,
    baseURL,
  }) => {
    await hostFrame(page, `${baseURL ?? ''}embed/${id}/`);
    const events = () =>
      page.evaluate(() =>
        (window as unknown as { heard: { event?: string; widget?: string }[] }).heard.map(
          ({ event, widget }) => `${widget ?? ''} ${event ?? ''}`,
        ),
      );
    await expect.poll(events).toContain(`${id} ready`);
    const [name, spec] = Object.entries<Param>(meta.params).find(([, { kind }]) => kind === 'number') ?? [];
    if (!name || spec?.kind !== 'number') throw new Error(`${id} has no number knob to turn.`);
    await page.evaluate(
      ([knob, max]) => {
        const target = document.querySelector('iframe')?.contentWindow;
        for (const strange of [null, 7, 'play', [], { type: 'explode' }, { type: 'set', params: 3 }])
          target?.postMessage(strange, '*');
        target?.postMessage({ type: 'set', params: { [knob]: max } }, '*');
      },
      [name, spec.max] as const,
    );
    const slider = page.frameLocator('iframe').locator(`#${id}-${name}`);
    await expect(slider).toHaveAttribute('aria-valuetext', new RegExp(String(Number(spec.max.toPrecision(6)))));
  });

  test(`a bad link of ${id} is mended with sentences, and the figure stands`, async ({ page }) => {
    const seen = watch(page);
    const [first = ''] = Object.keys(meta.params);
    await page.goto(`widgets/${id}/?${first}=elephant&seed=1e99&gamma=3&step=-2&v=99&preset=none`);
    await expect(page.locator('figure .stage')).toBeVisible();
    const sentences = await page.locator('.notices p').allTextContents();
    expect(sentences.length).toBeGreaterThanOrEqual(4);
    for (const sentence of sentences) expect(sentence).toMatch(/^[“A-Z].+[.]$/);
    expect(seen.complaints).toEqual([]);
  });
}

test('a lecture that places a widget knows it', () => {
  for (const { id, meta } of metas)
    expect(readFileSync(`dist/lectures/${meta.lecture}/index.html`, 'utf8')).toContain(`data-widget="${id}"`);
});

test('a link to a figure that the lecture does not have is answered in a sentence', async ({ page }) => {
  await page.goto('lectures/kl-divergence/?no-such-widget.beta=4');
  await expect(page.locator('main > .notices')).toContainText(
    '“no-such-widget”, which is not on this page; it has kl-explorer, kl-closed-form',
  );
});

test('a number field reads what a person writes, refuses with a sentence what has two readings, and lets the page scroll', async ({
  page,
}) => {
  await page.goto('widgets/kl-closed-form/?mu=2');
  const knob = page.locator('.knob:has(#kl-closed-form-mu)');
  const field = knob.getByRole('spinbutton');
  const told = knob.getByRole('status');
  const write = async (text: string) => {
    await field.fill('');
    await page.keyboard.insertText(text);
    await page.keyboard.press('Enter');
  };
  for (const [text, value] of [
    ['−1.5', '-1.5'],
    ['0,7', '0.7'],
    ['1.2e−1', '0.12'],
  ] as const) {
    await write(text);
    await expect(field).toHaveValue(value);
    await expect(told).toHaveText('');
  }
  for (const [text, sentence] of [
    ['1,234', /^“1,234” could mean 1\.234 or 1234\./],
    ['two', /^“two” cannot be read as a number\./],
  ] as const) {
    await write(text);
    await expect(told).toHaveText(sentence);
    await expect(field).toHaveValue('0.12');
  }
  await write('99');
  await expect(told).toHaveText('μ goes from −3 to 3: 99 became 3.');
  // The slider steps by 0.05; a key clears what was said, since the knob stands elsewhere.
  await page.keyboard.press('ArrowDown');
  await expect(field).toHaveValue('2.95');
  await expect(told).toHaveText('');
  await field.hover();
  const before = await page.evaluate(() => scrollY);
  await page.mouse.wheel(0, 120);
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(before);
  await expect(field).toHaveValue('2.95');
});

/** Drops a file whose bytes cannot be had, as a folder is or a file that is gone. Tells whether anybody took it. */
const dropUnreadable = (page: Page, zone: string) =>
  page.locator(zone).evaluate((target) => {
    const gone = new File(['1 2 3'], 'gone.txt');
    gone.slice = () => {
      throw new DOMException('gone', 'NotFoundError');
    };
    const drop = new Event('drop', { bubbles: true, cancelable: true });
    const dataTransfer = { types: ['Files'], items: [], files: [gone] };
    return !target.dispatchEvent(Object.assign(drop, { dataTransfer }));
  });

test('a file that cannot be read is answered with a sentence, and what stood there stands', async ({ page }) => {
  for (const [id, zone] of [
    ['density-fit', '.own-points'],
    ['vae-tradeoff', '.file-drop'],
    ['gan-digits', '.file-drop'],
  ] as const) {
    const seen = watch(page);
    await page.goto(`widgets/${id}/${id === 'density-fit' ? '' : '?data=mnist'}`);
    await openMore(page);
    await expect(page.locator('.file-drop')).toBeVisible();
    const before = page.url();
    // A figure listens a frame after it stands.
    await expect.poll(() => dropUnreadable(page, zone)).toBe(true);
    await expect(page.locator('[data-said=file]')).toContainText('“gone.txt” could not be read');
    expect(page.url()).toBe(before);
    expect(seen.complaints.filter((complaint) => !/mnist|404/i.test(complaint))).toEqual([]);
  }
});

test('a dropped file in UTF-16 is fitted, and its other column is a button', async ({ page }) => {
  await page.goto('widgets/density-fit/');
  await openMore(page);
  const buffer = Buffer.from('\ufeffx\ty\r\n1.5\t2\r\n2.5\t3', 'utf16le');
  await page.locator('.file-drop input').setInputFiles({ name: 'a.txt', mimeType: 'text/plain', buffer });
  await expect(page.locator('[data-said=points]')).toHaveText(
    '2 points, from 1.5 to 2.5. They are from “x”, one of 2 columns.',
  );
  await page.getByRole('button', { name: 'y', exact: true }).click();
  await expect(page.locator('[data-said=points]')).toContainText('2 points, from 2 to 3.');
});

/** The question of a figure, opened and answered by keyboard, with what it says to the ears. */
async function guessedByKeys(figure: Locator, downs: number): Promise<string> {
  const page = figure.page();
  await figure.locator('[data-action=guess]').focus();
  await page.keyboard.press('Enter');
  const answers = figure.getByRole('group', { name: await figure.locator('.guess-asks').innerText() });
  await expect(answers.getByRole('button')).toHaveCount(3);
  await expect(answers.getByRole('button').first()).toBeFocused();
  for (let at = 0; at < downs; at++) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(figure.locator('.guess')).toHaveAttribute('data-phase', 'answered');
  await expect(figure.locator('[data-action=guess-back]')).toBeFocused();
  return figure.locator('.guess-outcome').innerText();
}

test('a guess is made by keyboard, drawn into the picture and answered in a sentence; Back puts all as it was', async ({
  page,
}) => {
  const seen = watch(page);
  await page.goto('widgets/coin-likelihood/?n=20&k=5&p=0.3&v=1');
  const figure = page.locator('figure[data-widget]');
  const covered = figure.locator('.covered');
  const mark = figure.locator('.guess-mark');
  await expect(figure.locator('.guess')).toHaveAttribute('data-phase', 'closed');
  expect(await covered.count()).toBe(0);
  const said = await guessedByKeys(figure, 1);
  expect(said).toContain('Your guess was “p = 0.8”');
  expect(said).toContain('1 at p = 1');
  await expect(mark).toHaveText('your guess');
  await expect(mark).toHaveCount(1);
  // Between 0 and 1 on the axis of p, where the picture has it: 0.8 of the way.
  const [line, box] = await Promise.all([mark.locator('path').boundingBox(), mark.boundingBox()]);
  expect(line?.x).toBeGreaterThan((box?.x ?? NaN) + 0.7 * (box?.width ?? NaN));
  expect(await barriers(page)).toEqual([]);
  await page.emulateMedia({ media: 'print' });
  await expect(figure.locator('.guess')).toBeHidden();
  await page.emulateMedia({ media: 'screen' });
  // What is hidden on paper has lost the keyboard.
  await figure.locator('[data-action=guess-back]').press('Enter');
  await expect(figure.locator('[data-action=guess]')).toBeFocused();
  await expect(mark).toHaveCount(0);
  await expect(figure.locator('#coin-likelihood-p')).toHaveAttribute('aria-valuetext', '0.3');
  await expect.poll(() => new URL(page.url()).search).toContain('k=5');
  // While it is open, what gives the answer away is covered; a knob that is turned ends it.
  await page.keyboard.press('Enter');
  await expect(covered).toHaveCount(2);
  await figure.locator('#coin-likelihood-p').press('ArrowRight');
  await expect(covered).toHaveCount(0);
  await expect(figure.locator('.guess')).toHaveAttribute('data-phase', 'closed');
  expect(seen.complaints).toEqual([]);
  await page.goto('widgets/coin-likelihood/?hide=guess');
  await expect(figure.locator('.stage')).toBeVisible();
  await expect(figure.locator('.guess')).toHaveCount(0);
});

test('a figure that trains runs for the answer, and Back shows the trained beginning again', async ({ page }) => {
  await page.goto('widgets/gan-2d/');
  const figure = page.locator('figure[data-widget]');
  await expect(figure).toHaveAttribute('data-beginning', /\d/);
  const said = await guessedByKeys(figure, 2);
  expect(said).toContain('“are still where they began”, was right');
  await expect(figure).toHaveAttribute('data-step', '300');
  await expect(figure.locator('.guess-mark')).toHaveText('your guess');
  await page.keyboard.press('Enter');
  await expect(figure).toHaveAttribute('data-beginning', /\d/);
  await expect(figure).toHaveAttribute('data-step', '0');
});
