/**
 * The one script that stands in the page itself: the theme that the reader chose, before the first paint. The content
 * security policy knows it by its hash, so it is written in one place.
 */
export const early = `try{var t=localStorage.getItem('notes:theme');if(t)document.documentElement.dataset.theme=t}catch{}`;
