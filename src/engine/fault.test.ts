import { expect, test } from 'vitest';
import { IdxError } from './data/idx.ts';
import { LostNumbers } from './experiment.ts';
import { faultOf, type Fault } from './fault.ts';

/** As Chromium, Firefox and WebKit word them. */
const caught: readonly (readonly [error: unknown, fault: Fault])[] = [
  [new TypeError('Failed to fetch dynamically imported module: https://notes.example/_astro/vae.js'), 'fetch'],
  [new TypeError('error loading dynamically imported module: https://notes.example/_astro/vae.js'), 'fetch'],
  [new TypeError('Importing a module script failed.'), 'fetch'],
  [new TypeError('Failed to fetch'), 'fetch'],
  [new TypeError('NetworkError when attempting to fetch resource.'), 'fetch'],
  [new TypeError('Load failed'), 'fetch'],
  [new Error('Unable to preload CSS for /_astro/Panel.css'), 'fetch'],
  [new DOMException('A network error occurred.', 'NetworkError'), 'fetch'],
  [new RangeError('WebAssembly.Memory(): could not allocate memory'), 'memory'],
  [new TypeError("WebAssembly.Memory(): Property 'initial': value 70000 is above the upper bound 65536"), 'memory'],
  [new RangeError('Array buffer allocation failed'), 'memory'],
  [new RangeError('Invalid typed array length: 9000000000'), 'memory'],
  [new RangeError('Out of memory'), 'memory'],
  ['out of memory', 'memory'],
  [new DOMException('Quota exceeded.', 'QuotaExceededError'), 'full'],
  [new DOMException('The requested file could not be read.', 'NotReadableError'), 'unreadable'],
  [new DOMException('A requested file or directory could not be found.', 'NotFoundError'), 'unreadable'],
  [new DOMException('The operation is insecure.', 'SecurityError'), 'forbidden'],
  [new TypeError("Cannot read properties of undefined (reading 'step')"), 'ours'],
  [new SyntaxError('Unexpected token < in JSON at position 0'), 'ours'],
  [undefined, 'ours'],
  [new Error('MNIST is not on this site: …'), 'said'],
  [new IdxError('Expected two or four files, found 5.'), 'said'],
  [new LostNumbers(3, 'The loss at step 3 is not a number.'), 'said'],
];

test.each(caught)('%s is known for what it is', (error, fault) => {
  expect(faultOf(error)).toBe(fault);
});
