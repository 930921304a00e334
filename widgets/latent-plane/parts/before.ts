import { planeBefore, type Plane } from '../model.ts';

let coming: Promise<Plane> | undefined;

/** The plane trained beforehand, fetched once and only when somebody wants it; asked for again where it did not come. */
export const before = (): Promise<Plane> =>
  (coming ??= import('../trained/plane.ts').then(
    ({ trained }) => planeBefore(trained),
    (error: unknown) => {
      coming = undefined;
      throw error;
    },
  ));
