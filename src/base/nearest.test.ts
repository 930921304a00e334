import { expect, test } from 'vitest';
import { nearestTo } from './nearest.ts';

test('a slip of one or two letters finds the name that was meant, and another word finds none', () => {
  expect(nearestTo('hils', ['bandwidth', 'hills'])).toBe('hills');
  expect(nearestTo('Bandwith', ['bandwidth', 'hills'])).toBe('bandwidth');
  expect(nearestTo('likelihood', ['bandwidth', 'hills'])).toBeUndefined();
  expect(nearestTo('hills', [])).toBeUndefined();
});
