/** The page of keys, opened over the text by `?`; what runs on the page goes on. */
import { path } from './path.ts';
import { keys as said } from './words/aids.ts';

const ADDRESS = path('/appendices/keyboard/');
let dialog: HTMLDialogElement | undefined;

async function built(): Promise<HTMLDialogElement> {
  const answer = await fetch(ADDRESS);
  if (!answer.ok) throw new Error(`${ADDRESS}: ${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const made = document.createElement('dialog');
  made.className = 'keys';
  made.setAttribute('aria-label', said.title);
  const close = document.createElement('button');
  close.type = 'button';
  close.textContent = said.close;
  close.addEventListener('click', () => made.close());
  const words = page.querySelectorAll('main article > :not(header, nav)');
  for (const part of page.querySelectorAll('.anchor')) part.remove();
  for (const part of page.querySelectorAll('[id]')) part.removeAttribute('id');
  made.append(close, ...[...words].map((part) => document.importNode(part, true)));
  document.body.append(made);
  return made;
}

/** Opens the list of keys; where it cannot be fetched, the browser goes to its page and says so itself. */
export async function openKeys(): Promise<void> {
  if (location.pathname.replace(/\/?$/, '/') === ADDRESS) return;
  try {
    dialog ??= await built();
    if (!dialog.open) dialog.showModal();
  } catch {
    location.assign(ADDRESS);
  }
}
