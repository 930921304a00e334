import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { whenNearAgain } from './near-again.ts';

type Entry = { readonly target: string; readonly isIntersecting: boolean };
let tell: (...entries: readonly Entry[]) => void = () => undefined;
let disconnected = false;

beforeEach(() => {
  disconnected = false;
  class Observer {
    constructor(heard: (entries: readonly Entry[]) => void) {
      tell = (...entries) => heard(entries);
    }
    observe() {
      return undefined;
    }
    disconnect() {
      disconnected = true;
    }
  }
  vi.stubGlobal('IntersectionObserver', Observer);
});
afterEach(() => vi.unstubAllGlobals());

const near = (target: string): Entry => ({ target, isIntersecting: true });
const far = (target: string): Entry => ({ target, isIntersecting: false });
const elements = ['figure', 'derivation'] as unknown as readonly Element[];

test('what is near now is not near again: it must have left first, all of it', () => {
  const act = vi.fn();
  whenNearAgain(elements, act);
  tell(near('figure'), far('derivation'));
  tell(near('derivation'));
  tell(far('figure'));
  tell(near('figure'));
  expect(act).not.toHaveBeenCalled();
  tell(far('figure'), far('derivation'));
  expect(act).not.toHaveBeenCalled();
  tell(near('derivation'));
  expect(act).toHaveBeenCalledTimes(1);
  expect(disconnected).toBe(true);
});

test('who has scrolled away before the failure is known need not leave once more', () => {
  const act = vi.fn();
  whenNearAgain(elements, act);
  tell(far('figure'), far('derivation'));
  tell(near('figure'));
  expect(act).toHaveBeenCalledTimes(1);
});
