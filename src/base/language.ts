/** The language of the course, for the browser, for numbers and for the bibliography: what a translation changes first. */
export const LANGUAGE = 'en';

/** The same as citation styles name it. */
export const BIBLIOGRAPHY_LANGUAGE = 'en-US';

/** A count with its thousands set apart as the course's language does. */
export const grouped = (count: number): string => count.toLocaleString(LANGUAGE);
