import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { changesIn } from './changes.ts';

test('a version is its heading, its day and its lines', () => {
  const changes = changesIn(
    '# Changelog\n\n## [Unreleased]\n\n### Added\n\n- One `thing`.\n\n## [1.0.0] - 2026-01-31\n\n- Two.\n- Three.\n',
  );
  expect(changes).toEqual([
    { version: 'Unreleased', lines: ['One thing.'] },
    { version: '1.0.0', date: '2026-01-31', lines: ['Two.', 'Three.'] },
  ]);
});

test('the changelog of these notes can be read', () => {
  const [first] = changesIn(readFileSync('CHANGELOG.md', 'utf8'));
  expect(first?.lines.length).toBeGreaterThan(0);
});
