import { faultOf } from '#src/engine/fault.ts';
import { faults } from './words/figure.ts';

/** What a reader is told of an error that was caught: its own words where they are ours, else a sentence for its kind. */
export function sentenceOf(error: unknown): string {
  const fault = faultOf(error);
  if (fault === 'said') return (error as Error).message;
  console.error(error);
  return faults[fault];
}
