/** What is said of files that cannot be read where they are chosen or dropped; they come with the control that takes them. */
import { LANGUAGE } from '#src/base/language.ts';

export const files = {
  mnist: 'Your own MNIST files (IDX, plain or .gz)',
  folder: (name: string) =>
    `“${name}” is a folder, and a file was expected. Nothing was changed. Open the folder and choose the file in it.`,
  unreadable: (name: string) =>
    `“${name}” could not be read: it may be a folder, or have been moved, changed or locked. Nothing was changed. Look where it is now, and choose it again.`,
  tooMuch: (found: string, most: string) =>
    `Files of ${most} together are read here at most, and these have ${found}. Nothing was changed. Choose smaller files.`,
  megabytes: (bytes: number) => `${Math.ceil(bytes / 1e6).toLocaleString(LANGUAGE)} MB`,
} as const;
