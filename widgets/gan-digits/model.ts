import type { Config, Snapshot as SnapshotOf } from '#src/models/registry.ts';
import type { ParamValues } from '#src/run/params.ts';
import type { NumbersOf } from '#src/run/trained-on.ts';
import type { meta } from './meta.ts';

export type Values = ParamValues<typeof meta.params>;
type Snapshot = SnapshotOf<'gan-digits'>;

/** The engine's configuration for these knobs. */
export const configOf = ({
  conditional,
  loss,
  kd,
  lrd,
  lrg,
  noise,
  width,
  batch,
  remedy,
  seed,
}: Values): Config<'gan-digits'> => ({
  loss,
  kd,
  lrd,
  lrg,
  noise,
  width,
  batch,
  remedy,
  seed,
  conditional: conditional === 'by-class',
});

/** The numbers of the figure at one snapshot, under the names that links, exercises and tests use. */
export function metricsAt(snapshot: Snapshot): NumbersOf<typeof meta> {
  const { made, missing, asked, classifierAccuracy, dLoss, gLoss, dReal, dFake } = snapshot;
  return {
    'classes-covered': made.length - missing.length,
    ...(asked && { 'asked-class-accuracy': asked.reduce((sum, share) => sum + share, 0) / asked.length }),
    'classifier-accuracy': classifierAccuracy,
    'd-loss': dLoss,
    'g-loss': gLoss,
    'd-real': dReal,
    'd-fake': dFake,
  };
}

/** What is kept of a snapshot for the curves of its run. */
export type TracePoint = Pick<Snapshot, 'step' | 'dLoss' | 'gLoss' | 'dReal' | 'dFake'>;
export const traceOf = ({ step, dLoss, gLoss, dReal, dFake }: Snapshot): TracePoint => ({
  step,
  dLoss,
  gLoss,
  dReal,
  dFake,
});

/** The digits that are not made, in a sentence. */
export function missingIn({ step, missing }: Pick<Snapshot, 'step' | 'missing'>): string {
  if (step === 0) return 'Nothing has been learnt yet: what is read here is read in blurs.';
  if (missing.length === 0) return 'All ten digits are made.';
  return missing.length === 1
    ? `The digit ${listed(missing)} is missing.`
    : `The digits ${listed(missing)} are missing.`;
}

const listed = (digits: readonly number[]): string =>
  digits.length < 2 ? digits.join('') : `${digits.slice(0, -1).join(', ')} and ${digits.at(-1) ?? ''}`;
