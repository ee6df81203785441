import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { expect, onTestFinished, test } from 'vitest';
import { goAfterTicks } from './goAfterTicks.js';

test('default: it yields the processor, and memory where that runs out', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child, 'spawn');
  goAfterTicks(child.pid);
  expect(getPriority(child.pid)).toBeGreaterThanOrEqual(10);
  if (process.platform === 'linux') expect(readFileSync(`/proc/${child.pid}/oom_score_adj`, 'utf8').trim()).toBe('500');
});

test('edge: what is not there is let be', () => {
  expect(() => goAfterTicks(undefined)).not.toThrow();
  expect(() => goAfterTicks(2 ** 30)).not.toThrow();
});
