import type { ModelKind } from './kind.ts';

/** Every kind of model, fetched when a figure first wants it: who trains one kind loads no other. A new kind is a folder and a line here. */
const lazily = {
  vae: () => import('./vae/index.ts'),
  gan: () => import('./gan/index.ts'),
  'gan-digits': () => import('./gan-digits/index.ts'),
  codes: () => import('./codes/index.ts'),
  autoencoder: () => import('./autoencoder/index.ts'),
  sparse: () => import('./sparse/index.ts'),
  denoiser: () => import('./denoiser/index.ts'),
  'vae-exact': () => import('./vae-exact/index.ts'),
  'ae-or-vae': () => import('./ae-or-vae/index.ts'),
  convolutional: () => import('./convolutional/index.ts'),
};

export type Kind = keyof typeof lazily;

type Parts<K extends Kind> =
  Awaited<ReturnType<(typeof lazily)[K]>>['default'] extends ModelKind<infer C, infer S, infer D, infer N>
    ? { readonly config: C; readonly source: S; readonly data: D; readonly snapshot: N }
    : never;

/** What a kind is told, what names its data, what it learns from, and what it shows. */
export type Config<K extends Kind> = Parts<K>['config'];
export type Source<K extends Kind> = Parts<K>['source'];
export type Data<K extends Kind> = Parts<K>['data'];
export type Snapshot<K extends Kind> = Parts<K>['snapshot'];

export const models: {
  readonly [K in Kind]: () => Promise<{
    readonly default: ModelKind<Config<K>, Source<K>, Data<K>, Snapshot<K>>;
  }>;
} = lazily;
