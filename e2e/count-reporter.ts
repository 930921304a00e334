import { writeFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import type { FullConfig, Reporter, Suite, TestCase } from '@playwright/test/reporter';

/** `failures`: each failed test's name, and under it what it said. */
export type Counts = {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly failures?: readonly string[];
};

/** Writes how many tests passed, failed and were skipped, and what failed, to the file that NOTES_COUNTS names. */
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
    const tests = this.suite?.allTests() ?? [];
    const skipped = tests.filter((test) => test.outcome() === 'skipped').length;
    const failures = tests.filter((test) => test.outcome() === 'unexpected').map(failure);
    return { passed: tests.length - skipped - failures.length, failed: failures.length, skipped, failures };
  }
}

function failure(test: TestCase): string {
  const said = test.results.flatMap(({ errors }) => errors.map(({ message }) => message ?? ''));
  return [test.titlePath().filter(Boolean).join(' › '), ...said].map(stripVTControlCharacters).join('\n');
}
