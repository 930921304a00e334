/** Light or dark: the system's wish until the reader says otherwise; kept for the next visit. */
const root = document.documentElement;
const dark = () =>
  root.dataset['theme'] === 'dark' || (!root.dataset['theme'] && matchMedia('(prefers-color-scheme: dark)').matches);

function mark(button: HTMLButtonElement): void {
  button.setAttribute('aria-pressed', String(dark()));
}

for (const button of document.querySelectorAll<HTMLButtonElement>('[data-theme-switch]')) {
  mark(button);
  button.addEventListener('click', () => {
    root.dataset['theme'] = dark() ? 'light' : 'dark';
    try {
      localStorage.setItem('notes:theme', root.dataset['theme']);
    } catch {
      // Private windows may refuse; the choice then lasts as long as the page.
    }
    mark(button);
  });
}
