import { execFileSync } from 'node:child_process';
import { describe, expect, onTestFinished, test } from 'vitest';
import { metrics } from '../../src/assess/metrics.js';
import { ballast, mainFile, newFolder } from './ballast.js';

test('default: `metrics` lists every name a rule may use', async () => {
  const { code, stdout, stderr } = await ballast(['metrics']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.trim().split('\n')).toHaveLength(metrics.length + 1);
  for (const { name } of metrics) expect(stdout).toContain(name);
});

test('args: --json', async () => {
  const { code, stdout } = await ballast(['metrics', '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual(
    metrics.map(({ name, scope, unit, describe }) => ({ name, scope, unit, describe })),
  );
});

describe('help is asked for', () => {
  test.each([['--help'], ['help'], ['run', '--help'], ['keys', 'new', '--help'], ['--version']])(
    'behavior: `%s %s` ends with 0 and speaks on standard output',
    async (...args) => {
      const { code, stdout, stderr } = await ballast(args.filter((arg) => arg !== undefined));
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout.trim()).not.toBe('');
    },
  );
});

describe('what nobody can obey ends with 2', () => {
  test.each([
    [['rnu'], /unknown command 'rnu'[\s\S]*run/],
    [['status', '--jsno'], /unknown option '--jsno'[\s\S]*--json/],
    [[], /Usage: ballast/],
    [['keys'], /Usage: ballast keys/],
    [['run'], /missing required argument 'strategy'/],
    [['why'], /missing required argument 'id'/],
    [['orders', '--limit', '0'], /a whole number from 1 is wanted/],
    [['orders', '--limit', '1e9'], /a whole number from 1 is wanted/],
    [['status', 'please'], /too many arguments/],
  ])('args: %j', async (args, said) => {
    const { code, stdout, stderr } = await ballast(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(said);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});

test('behavior: a reader that has seen enough is no failure', () => {
  const folder = newFolder(onTestFinished);
  const script = `set -o pipefail; "${process.execPath}" "${mainFile()}" metrics --json | head -c 1`;
  // pipefail: the pipe ends with what ballast ended with.
  expect(execFileSync('bash', ['-c', script], { cwd: folder, encoding: 'utf8' })).toBe('[');
});
