import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, expect, test } from 'vitest';
import { CARD, drawCard } from './card.ts';

const folder = mkdtempSync(join(tmpdir(), 'cards-'));
afterAll(() => rmSync(folder, { recursive: true }));

const card = { kicker: 'Lecture 9', title: 'The ELBO', text: 'Why a bound can be trained on.' };

test('a card has the size that other sites ask for', async () => {
  const { width, height } = await sharp(await drawCard(card, folder)).metadata();
  expect({ width, height }).toEqual(CARD);
});

test('a card is drawn again only when its words or its picture change', async () => {
  const [first] = readdirSync(folder);
  if (!first) throw new Error('The first card was not kept.');
  // What is kept is taken as it lies: a mark in its place comes back.
  writeFileSync(join(folder, first), 'kept');
  expect((await drawCard(card, folder)).toString()).toBe('kept');
  const picture = join(folder, 'still.png');
  const still = (background: string) =>
    sharp({ create: { width: 40, height: 40, channels: 3, background } })
      .png()
      .toFile(picture);
  await still('red');
  const others = [
    { ...card, text: 'Other words.' },
    { ...card, kicker: 'Lecture 8' },
    { ...card, picture },
  ];
  for (const other of others) expect((await drawCard(other, folder)).toString()).not.toBe('kept');
  const red = readFileSync(picture);
  await still('blue');
  expect(readFileSync(picture).equals(red)).toBe(false);
  const before = readdirSync(folder).length;
  await drawCard({ ...card, picture }, folder);
  expect(readdirSync(folder).length).toBe(before + 1);
});
