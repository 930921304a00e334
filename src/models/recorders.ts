/** How snapshots of each kind of model are written into a file and read from it: fetched like the kinds, one line for each. */
import type { Recorder } from './recorder.ts';
import type { Kind } from './registry.ts';

const lazily = {
  vae: () => import('./vae/recorder.ts'),
  gan: () => import('./gan/recorder.ts'),
  'gan-digits': () => import('./gan-digits/recorder.ts'),
  codes: () => import('./codes/recorder.ts'),
  autoencoder: () => import('./autoencoder/recorder.ts'),
  sparse: () => import('./sparse/recorder.ts'),
  denoiser: () => import('./denoiser/recorder.ts'),
  'vae-exact': () => import('./vae-exact/recorder.ts'),
  'ae-or-vae': () => import('./ae-or-vae/recorder.ts'),
  convolutional: () => import('./convolutional/recorder.ts'),
};

const recorders: { readonly [K in Kind]: () => Promise<{ readonly default: Recorder<K> }> } = lazily;

export const recorderOf = async <K extends Kind>(kind: K): Promise<Recorder<K>> => (await recorders[kind]()).default;

export const isKind = (name: string): name is Kind => Object.hasOwn(recorders, name);
