import { cpus } from 'node:os';
import { defineConfig } from '@playwright/test';
import { chromiumArgs, findHeadless } from '#src/tools/chromium.ts';

// Workers read this file again; the browser is searched for once and its path handed on.
const executablePath = findHeadless();
process.env['CHROMIUM_PATH'] = executablePath;

export default defineConfig({
  testDir: '..',
  // What one figure does stands in its folder.
  testMatch: ['**/e2e/*.spec.ts', '**/widgets/*/story.spec.ts'],
  outputDir: '../test-results/browser',
  globalSetup: './serve-dist.ts',
  fullyParallel: true,
  // One more than cores for the two that most machines have: a test waits a third of its time, for a step or the next look.
  workers: cpus().length > 1 ? 3 : 1,
  retries: 0,
  // Against a test that hangs, not against a machine that is slow: no test is about time.
  timeout: 1_200_000,
  expect: { timeout: 400_000, toPass: { timeout: 400_000 } },
  reporter: [['list'], ['./count-reporter.ts']],
  use: {
    baseURL: process.env['NOTES_ADDRESS'] ?? '',
    browserName: 'chromium',
    viewport: { width: 1280, height: 900 },
    // Only e2e/offline.spec.ts wants pages kept behind its back.
    serviceWorkers: 'block',
    launchOptions: { executablePath, args: [...chromiumArgs] },
  },
  projects: [
    { name: 'site', grepInvert: /@base-only/ },
    { name: 'base', grep: /@base/ },
  ],
});
