import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { LabAccount } from '../../src/lab/accounts.js';
import type { Lab } from '../../src/lab/lab.js';
import { mainFile, newFolder, type Running, start } from '../cli/ballast.js';
import { keepWallTime } from '../keepWallTime.js';
import { useLab } from '../lab.js';
import { pageOf } from './markdown.js';

const lab = useLab();
keepWallTime(lab);

/** One line that a reader types, further lines of a here-document with it, and what the page says it answers. */
interface Step {
  command: string;
  shown: string[];
}

/** What begins with `$` is typed; a here-document ends with END. */
function stepsOf(text: string): Step[] {
  const steps: Step[] = [];
  let isOpen = false;
  for (const line of text.split('\n')) {
    const last = steps.at(-1);
    if (line.startsWith('$ ')) steps.push({ command: line.slice(2), shown: [] });
    else if (isOpen && last) last.command += `\n${line}`;
    else last?.shown.push(line);
    isOpen = isOpen ? line !== 'END' : line.includes("<<'END'");
  }
  return steps;
}

/** What a line of the page may look like elsewhere: other figures, other addresses and what `…` stands for, as far apart as columns are. */
function asShown(line: string): RegExp {
  const words = line
    .trim()
    .split(/\s+/)
    .map((word) =>
      word
        .replace(/[+-]?[0-9a-f]*\d[0-9a-f]*/g, '\0')
        .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
        .replaceAll('\0', '[-+0-9a-f]+')
        .replaceAll('…', '.*'),
    );
  return new RegExp(`^\\s*${words.join('\\s+')}`);
}

test('behavior: what a line of the page may be elsewhere', () => {
  expect('  ok    node: 22.1.0 on linux x64').toMatch(asShown('  ok    node: …'));
  expect('13 ok, 0 to look at, 0 failed').toMatch(asShown('12 ok, 1 to look at, 0 failed'));
  expect('book  just now  188  -3.348 ETH').toMatch(asShown('book  …  685  +3.349 ETH'));
  expect('12 ok, 1 to look at').not.toMatch(asShown('12 ok, 1 to mend'));
});

/** The folder with a `ballast` as `npm link` would have made it. */
function commandOn(folder: string): string {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'ballast'), `#!/bin/sh\nexec "${process.execPath}" "${mainFile()}" "$@"\n`);
  chmodSync(join(bin, 'ballast'), 0o755);
  return bin;
}

/** Instead of the port that the page names, which somebody may have here, one that is free when the console opens. */
function takeAnyPort(file: string): void {
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll('127.0.0.1:8420', '127.0.0.1:0'));
}

/** What the questions of `ballast init` would be answered with, where nobody sits at a terminal. */
function flagsFor({ wsUrl, venues, tokens }: Lab, { address }: LabAccount): string {
  const flat = (value: object, at: readonly string[] = []): string[] =>
    Object.entries(value).flatMap(([key, inner]) =>
      typeof inner === 'object' ? flat(inner, [...at, key]) : [`--contract ${[...at, key].join('.')}=${inner}`],
    );
  const symbols = Object.entries(tokens).map(
    ([symbol, { address: at, underlying }]) => `--token ${symbol}=${at}${underlying ? `:${underlying}` : ''}`,
  );
  return ['--yes --chain lab', `--endpoint ${wsUrl} --account ${address}`, ...flat(venues), ...symbols].join(' ');
}

async function typed(
  command: string,
  { cwd, env, input }: { cwd: string; env: Record<string, string>; input: string },
) {
  const child = spawn('bash', ['-c', command], { cwd, env });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const [code] = await once(child, 'close');
  return { code, stdout, stderr };
}

test('default: every line of the quick start does what the page says, from an empty folder to a live book', {
  timeout: 600_000,
}, async () => {
  const account = await lab().createAccount({ USDC: 5_000, sUSD: 20_000, sETH: 3 });
  await lab().openBook(account, {
    options: [{ expiry: 'near', kind: 'shortPutQuote', strike: 2000, amount: 3, collateral: 3_000 }],
    perp: { size: -1, margin: 1_500 },
  });
  const [cwd, elsewhere] = [newFolder(onTestFinished), newFolder(onTestFinished)];
  const env = { PATH: [commandOn(elsewhere), process.env['PATH'] ?? ''].join(delimiter), HOME: elsewhere };
  let daemon: Running | null = null;
  let [token, decision, consoleUrl] = ['', '', ''];

  const stopped = async () => {
    daemon?.signal('SIGTERM');
    const ended = await daemon?.ended;
    daemon = null;
    if (ended) expect(ended.code, ended.stderr).toBe(0);
  };
  const steps = pageOf('docs/quick-start.md').fences.flatMap(({ language, text }) =>
    language === 'console' ? stepsOf(text) : [],
  );
  expect(steps.length).toBeGreaterThan(20);
  // Blocks come as on a chain that others use, by the machine's clock.
  const others = setInterval(
    () =>
      void lab()
        .testClient.mine({ blocks: 1 })
        .catch(() => {}),
    2_000,
  );
  onTestFinished(() => clearInterval(others));
  for (const { command: written, shown } of steps) {
    if (written.startsWith('ballast run ')) {
      await stopped();
      daemon = start(written.split(' ').slice(1), onTestFinished, { cwd });
      await daemon.line('"msg":"act"');
      if (/^console:/m.test(readFileSync(join(cwd, 'ballast.yaml'), 'utf8')))
        consoleUrl = /"url":"([^"]+)"/.exec(await daemon.line(/"at":"console".*"url":/))?.[1] ?? '';
      continue;
    }
    const command = written
      .replace(/^ballast init$/, `ballast init ${flagsFor(lab(), account)}`)
      .replaceAll('http://127.0.0.1:8420', consoleUrl)
      .replace('TOKEN', token)
      .replace(/^(ballast why) ID$/, `$1 ${decision}`);
    const { code, stdout, stderr } = await typed(command, { cwd, env, input: `${account.privateKey}\n` });
    expect({ command, code }, `${stdout}\n${stderr}`).toEqual({ command, code: 0 });
    expect(stdout + stderr).not.toContain(account.privateKey.slice(2));
    const lines = stdout.split('\n');
    for (const line of shown.filter((one) => one.trim() !== '')) {
      expect(
        lines.some((said) => asShown(line).test(said)),
        `${line}\n  is not what ${command} says:\n${stdout}`,
      ).toBe(true);
    }
    if (command.startsWith('ballast init')) takeAnyPort(join(cwd, 'ballast.yaml'));
    if (command.startsWith('ballast token new')) token = stdout.split('\n')[0] ?? '';
    if (command === 'ballast decisions') decision = /^[0-9a-f]{8}-[0-9a-f]{4}/m.exec(stdout)?.[0] ?? '';
  }
  // Live, it has traded by itself.
  expect(daemon).not.toBeNull();
  await stopped();
  const { stdout } = await typed('ballast orders --json', { cwd, env, input: '' });
  expect(JSON.parse(stdout)).toEqual(expect.arrayContaining([expect.objectContaining({ status: 'Filled' })]));
});
