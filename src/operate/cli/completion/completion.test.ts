import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { hasTools } from '../../../../test/hasTools.js';
import { createProgram } from '../program.js';
import { groupOf, verbGroups } from '../verbGroups.js';
import { allVerbs, verbTree } from '../verbTree.js';
import { bashCompletion } from './bash.js';
import { fishCompletion } from './fish.js';
import { zshCompletion } from './zsh.js';

const tree = verbTree(createProgram());

/** What bash would offer for the last of these words. */
function offered(...words: string[]): string[] {
  const cwd = mkdtempSync(join(tmpdir(), 'ballast-completion-'));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  mkdirSync(join(cwd, 'strategies'));
  for (const file of ['ballast.yaml', 'notes.txt', 'my notes.txt', 'strategies/book.yaml', "strategies/ann's a b.yaml"])
    writeFileSync(join(cwd, file), '');
  writeFileSync(join(cwd, 'script'), bashCompletion(tree));
  const typed = ['ballast', ...words].map((word) => `'${word}'`).join(' ');
  const program = `source ./script; COMP_WORDS=(${typed}); COMP_CWORD=${words.length}; _ballast; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['--norc', '-c', program], { cwd, encoding: 'utf8' }).split('\n').filter(Boolean);
}

describe.runIf(hasTools('bash'))('bash', () => {
  test('default: verbs by their beginning, and the verbs of verbs', () => {
    expect(offered('ru')).toEqual(['run', 'runway']);
    expect(offered('')).toEqual(expect.arrayContaining(['init', 'doctor', 'status', '--settings']));
    expect(offered('keys', '')).toEqual(expect.arrayContaining(['new', 'import', 'list']));
    expect(offered('keys', '')).not.toContain('status');
  });

  test('behavior: options of the verb, also after an option of the program with its value', () => {
    expect(offered('risk', '--pl')).toEqual(['--plot', '--plot-surface']);
    expect(offered('--settings', 'other.yaml', 'risk', '--strat')).toEqual(['--strategy']);
  });

  test('behavior: choices, files, and strategy files', () => {
    expect(offered('risk', '--by', 'e')).toEqual(['expiry']);
    expect(offered('completion', '')).toEqual(expect.arrayContaining(['bash', 'zsh', 'fish']));
    expect(offered('run', 'strat')).toContain('strategies/book.yaml');
    expect(offered('run', '')).not.toContain('notes.txt');
    expect(offered('status', '--db', 'no')).toEqual(['notes.txt']);
  });

  test('behavior: a name with spaces is one word', () => {
    expect(offered('run', 'strategies/ann')).toEqual(expect.arrayContaining(["strategies/ann's a b.yaml"]));
    expect(offered('run', 'strategies/ann').filter((word) => !word.startsWith('strategies/ann'))).toEqual([]);
    expect(offered('status', '--db', 'my')).toEqual(['my notes.txt']);
  });

  test('behavior: every verb offers every option that it takes', () => {
    const program = allVerbs(tree).map((verb) => ({ verb, words: verb.options.map(({ long }) => long) }));
    const script = bashCompletion(tree);
    for (const { verb, words } of program) {
      const at = verb.path.length === 0 ? '' : ` ${verb.path.join(' ')}`;
      const line = script.split('\n').find((one) => one.trim().startsWith(`'${at}') words=`)) ?? '';
      for (const word of words) expect(line).toContain(word);
    }
  });
});

test.each([
  ['bash', ['-n'], bashCompletion],
  ['zsh', ['-n'], zshCompletion],
  ['fish', ['--no-execute'], fishCompletion],
] as const)('behavior: %s can read it, where it is there', (shell, flags, make) => {
  const script = make(tree);
  for (const { path } of tree.verbs) expect(script).toContain(path.join(' '));
  if (!hasTools(shell)) return;
  const folder = mkdtempSync(join(tmpdir(), 'ballast-completion-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'script'), script);
  expect(spawnSync(shell, [...flags, join(folder, 'script')], { encoding: 'utf8' })).toMatchObject({
    status: 0,
    stderr: '',
  });
});

test('behavior: each verb has a group of its own in `ballast help`, which fits in 80 columns', () => {
  expect(tree.verbs.map(({ path }) => path.join(' ')).filter((verb) => groupOf(verb) === 'More')).toEqual([]);
  const lines = createProgram().helpInformation().split('\n');
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
  expect(lines.filter((line) => /^\S.*:$/.test(line)).slice(0, 4)).toEqual(['Options:', 'Set up:', 'Run:', 'Look:']);
});

test('behavior: a group names only verbs that are there, each once', () => {
  const there = ['help', ...createProgram().commands.map((command) => command.name())];
  expect(verbGroups.flatMap(({ verbs }) => verbs).sort()).toEqual(there.sort());
});
