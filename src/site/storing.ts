import { storage as words } from './words/page.ts';

let told = false;

/** Keeps a text in this browser. Where it is refused, or there is no room, a sentence in `place` says so, once a page. */
export function store(key: string, text: string, place: Element): void {
  try {
    localStorage.setItem(key, text);
  } catch {
    if (!told) place.append(notKept());
    told = true;
  }
}

function notKept(): HTMLElement {
  const notice = document.createElement('p');
  notice.className = 'notices';
  notice.setAttribute('role', 'status');
  notice.textContent = words.notKept;
  return notice;
}
