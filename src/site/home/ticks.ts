/** How many of each lecture's exercises this browser knows as solved. */
import { tickKey } from '../proof.ts';
import { home as words } from '../words/home.ts';

function isSolved(pathname: string, id: string): boolean {
  try {
    return localStorage.getItem(tickKey(pathname, `exercise-${id}`)) === '1';
  } catch {
    return false;
  }
}

function show(): void {
  for (const place of document.querySelectorAll<HTMLElement>('[data-solved]')) {
    const ids = (place.dataset['solved'] ?? '').split(' ').filter(Boolean);
    const solved = ids.filter((id) => isSolved(place.dataset['pathname'] ?? '', id)).length;
    place.textContent = solved > 0 ? words.solved(solved, ids.length) : words.exercises(ids.length);
    place.toggleAttribute('data-some', solved > 0);
  }
}

show();
addEventListener('pageshow', show);
