import { writeFileSync } from 'node:fs';
import type { FullConfig, Reporter, Suite } from '@playwright/test/reporter';

export type Counts = { readonly passed: number; readonly failed: number; readonly skipped: number };

/** Writes how many tests passed, failed and were skipped to the file that NOTES_COUNTS names. */
export default class CountReporter implements Reporter {
  private suite: Suite | undefined;

  onBegin(_config: FullConfig, suite: Suite): void {
    this.suite = suite;
  }

  onEnd(): void {
    const file = process.env['NOTES_COUNTS'];
    if (file) writeFileSync(file, JSON.stringify(this.counts()));
  }

  printsToStdio(): boolean {
    return false;
  }

  private counts(): Counts {
    const outcomes = (this.suite?.allTests() ?? []).map((test) => test.outcome());
    const skipped = outcomes.filter((outcome) => outcome === 'skipped').length;
    const failed = outcomes.filter((outcome) => outcome === 'unexpected').length;
    return { passed: outcomes.length - skipped - failed, failed, skipped };
  }
}
