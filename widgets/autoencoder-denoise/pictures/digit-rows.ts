import { digitSheet } from '#src/plots/digit-sheet.ts';
import { amount } from '#src/ui/amount.ts';
import type { Row } from '../model.ts';

const COLUMNS = 10;

/** Rows of digits with their names before them and the decibels of each digit under it. */
export function digitRows(rows: readonly Row[], width: number): HTMLElement {
  const holder = document.createElement('div');
  holder.className = 'denoised';
  holder.append(
    ...rows.flatMap(({ name, images, decibels }) => {
      const sheet = digitSheet({ images, columns: COLUMNS, width });
      return [said(decibels.length > 0 ? `${name}, dB` : name), sheet, under(decibels, sheet.style.width)];
    }),
  );
  return holder;
}

function said(words: string): HTMLElement {
  const line = document.createElement('p');
  line.textContent = words;
  return line;
}

function under(decibels: readonly number[], width: string): HTMLElement {
  const line = document.createElement('div');
  line.style.width = width;
  line.append(
    ...decibels.map((value) => {
      const one = document.createElement('span');
      one.textContent = amount(value, 1);
      return one;
    }),
  );
  return line;
}
