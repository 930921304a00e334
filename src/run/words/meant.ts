/** Behind the sentence about a name that nothing has: the name that is near, if there is one. */
export const meant = (near: string | undefined): string => (near === undefined ? '' : ` Did you mean “${near}”?`);
