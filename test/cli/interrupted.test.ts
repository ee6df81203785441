import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { expect, onTestFinished, test, vi } from 'vitest';
import { hasTools } from '../hasTools.js';
import { mainFile, newFolder } from './ballast.js';

vi.setConfig({ testTimeout: 240_000 });

/** What somebody at a terminal sees who types that at a question, and what the process ends with. */
async function typed(args: string, question: string, keys: string) {
  const cwd = newFolder(onTestFinished);
  const child = spawn('script', ['--quiet', '--return', '--command', `${mainFile()} ${args}`, '/dev/null'], { cwd });
  onTestFinished(() => void child.kill('SIGKILL'));
  let seen = '';
  const asked = new Promise<void>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      seen += text;
      if (seen.includes(question)) resolve();
    });
  });
  const ended = once(child, 'close');
  await Promise.race([asked, ended]);
  child.stdin.write(keys);
  const [code] = (await ended) as [number | null];
  return { code, seen, files: readdirSync(cwd) };
}

test.runIf(hasTools('script')).each([
  ['init', 'Chain (', '\x03', 130],
  ['init', 'Chain (', '\x04', 2],
  ['keys new key.json', 'Password: ', '\x03', 130],
])('behavior: `ballast %s`, and at `%s` %j, ends with %d', async (args, question, keys, code) => {
  const { seen, ...rest } = await typed(args, question, keys);
  if (args === 'init') expect(seen).toContain('stopped; nothing was written');
  expect(seen).not.toContain('    at ');
  expect(rest).toEqual({ code, files: [] });
});
