import { closeSync, openSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createLog, linesTo, sentence } from './log.js';

/** What a log writes, line by line. */
function logged(level?: string) {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const log = createLog({ destination, ...(level === undefined ? {} : { level }) });
  return { log, lines, facts: () => JSON.parse(lines.at(-1) ?? '') };
}

test('default: facts, then a sentence', () => {
  const { log, facts } = logged();
  log.info({ at: 'keeper', chain: 'lab' }, 'watching');
  expect(facts()).toEqual({ level: 'info', time: expect.any(String), at: 'keeper', chain: 'lab', msg: 'watching' });
});

test('behavior: amounts are decimal strings to the last digit, wherever they stand', () => {
  const { log, facts } = logged();
  const most = 2n ** 256n - 1n;
  log.info({ at: 'x', block: most, fills: [{ amount: most }] }, 'said');
  expect(facts()).toMatchObject({ block: String(most), fills: [{ amount: String(most) }] });
});

test('behavior: an error is its stack, alone and inside of facts', () => {
  const { log, facts } = logged();
  log.error({ at: 'x', error: new TypeError('no such thing'), all: [new Error('another')] }, 'ended');
  expect(facts().error).toMatch(/^TypeError: no such thing\n\s+at /);
  expect(facts().all[0]).toMatch(/^Error: another\n/);
});

test('behavior: what is named like a secret, and all but the host of a URL, is cut out', () => {
  const { log, lines } = logged();
  const cause = new Error('fetch of https://user:hush@rpc.example.com/v2/hush?key=hush failed');
  log.warn(
    { at: 'x', password: 'hush', signer: { privateKey: 'hush' }, deep: { a: { apiKey: 'hush' } }, cause },
    'said',
  );
  expect(lines.join('')).not.toContain('hush');
  expect(lines.join('')).toContain('https://rpc.example.com failed');
});

test('behavior: what cannot be written stops nobody, and only so much of it waits', () => {
  const full = openSync('/dev/full', 'w');
  onTestFinished(() => closeSync(full));
  const destination = linesTo(full);
  let lost = 0;
  destination.on('drop', () => lost++);
  const log = createLog({ destination });
  const say = (lines: number) => {
    for (let line = 0; line < lines; line++) log.info({ at: 'x', pad: 'x'.repeat(10_000) }, 'said');
  };
  say(100);
  expect(lost).toBe(0);
  say(100);
  expect(lost).toBeGreaterThan(90);
});

test('args: level', () => {
  const { log, lines } = logged('warn');
  log.info({ at: 'x' }, 'quiet');
  expect(lines).toEqual([]);
});

describe('sentence', () => {
  const colors = { gray: (text: string) => text };
  const said = (facts: Record<string, unknown>) =>
    sentence({ level: 'info', time: 1, ...facts }, 'msg', 'info', { colors });

  test('default: one line', () => {
    const facts = { at: 'decision', msg: 'act', rule: 'hedge ETH', because: ['delta 3 ETH', 'gas 2'], not: [] };
    expect(said(facts)).toBe('decision: act  rule hedge ETH · because delta 3 ETH; gas 2');
  });

  test('behavior: a stack keeps its lines', () => {
    expect(said({ at: 'run', msg: 'ended', error: 'Error: x\n    at y' })).toBe('run: ended\nError: x\n    at y');
  });
});
