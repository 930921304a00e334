/** The course list stands open beside the text where there is room, and behind its button where there is none. */
const wide = matchMedia('(min-width: 1400px)');
const menu = document.querySelector<HTMLDetailsElement>('details.menu');
const place = () => {
  if (menu) menu.open = wide.matches;
};
place();
wide.addEventListener('change', place);
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || !menu?.open || wide.matches) return;
  menu.open = false;
  menu.querySelector('summary')?.focus();
});
