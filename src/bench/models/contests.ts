/** The models that the race is held on, and what each must cost; without the means to train them (race.ts). */

export type Contest = {
  readonly name: string;
  readonly title: string;
  readonly model: 'vae' | 'gan';
  /** Hidden units of every hidden layer. */
  readonly width: number;
  readonly batch: number;
  /** Hidden layers of each of a VAE's networks, 1 unless told; a GAN's have two. */
  readonly depth?: number;
  /** What step CHECKED must cost by TensorFlow.js; race.test.ts holds it. Without it only time is looked at. */
  readonly loss?: number;
};

/** The step whose loss is held against the contest's: it sees the first step's batch again, so that what was learnt shows. */
export const CHECKED = 9;
/**
 * Relative. By then parameters differ by rounding, up to 1e-5, and a loss by less than 1e-4 of itself; a
 * contestant that computes nothing, or half, is off by tenths.
 */
export const TOLERANCE = 1e-3;

export const contests: readonly Contest[] = [
  { name: 'gan', title: 'GAN in the plane', model: 'gan', width: 32, batch: 128, loss: 2.1826 },
  { name: 'vae-64', title: 'VAE, batch 64', model: 'vae', width: 128, batch: 64, loss: 209.056 },
  { name: 'vae-128', title: 'VAE, batch 128', model: 'vae', width: 128, batch: 128, loss: 208.039 },
  { name: 'vae-wide', title: 'VAE, 256 wide', model: 'vae', width: 256, batch: 64, loss: 207.328 },
  { name: 'vae-widest', title: 'VAE, 1,024 wide', model: 'vae', width: 1024, batch: 64, loss: 205.784 },
];

export const isRight = ({ loss }: Contest, found: number) =>
  loss === undefined || Math.abs(found / loss - 1) <= TOLERANCE;
