import type { Report } from '#src/worker/protocol.ts';
import { run as words } from './words/figure.ts';

/** What the reader waits for. */
export type Progress = {
  readonly what: string;
  /** 0 to 1; nothing where nobody knows how much there is to come. */
  readonly share?: number;
  /** Bytes that came so far. */
  readonly bytes?: number;
  /** Ends the waiting, where it may be in vain. */
  readonly giveUp?: () => void;
};

/** A report of what is waited for. */
export type Waiting = Extract<Report, { type: 'progress' | 'alive' | 'silent' }>;

export const isWaiting = (report: Report): report is Waiting =>
  report.type === 'progress' || report.type === 'alive' || report.type === 'silent';

/**
 * What is waited for after one more report of that. A sign of life alone starts no waiting, and ends the doubt that a
 * silence had raised.
 */
export function waitingFor(now: Progress | undefined, report: Waiting, giveUp: () => void): Progress | undefined {
  switch (report.type) {
    case 'progress':
      return { what: report.what, share: report.share };
    case 'silent':
      return { what: words.silent(report.seconds), giveUp };
    case 'alive':
      if (!now || now.giveUp) return undefined;
      return report.bytes > 0 ? { ...now, bytes: report.bytes } : now;
  }
}
