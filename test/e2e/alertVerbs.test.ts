import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { alertKinds } from '../../src/model/alert.js';
import { mainFile } from '../cli/ballast.js';

/** What `ballast … --help` lists under a verb. */
const verbsOf = (...verb: string[]): string =>
  execFileSync(process.execPath, [mainFile(), ...verb, '--help'], { encoding: 'utf8' });

test('invariant: every verb that an alert tells the operator to say is there', () => {
  const said = Object.values(alertKinds).flatMap(({ does, mend }) =>
    [...`${does} ${mend}`.matchAll(/`ballast ([a-z -]+)/g)].map(([, words = '']) => words.trim().split(' ')),
  );
  expect(said.length).toBeGreaterThan(10);
  const listed = new Map<string, string>();
  for (const [verb = '', under = ''] of said) {
    const lists = (of: string, name: string) =>
      expect(of, `${verb} ${under}`).toMatch(new RegExp(`^ {2}${name}\\b`, 'm'));
    if (!listed.has('')) listed.set('', verbsOf());
    lists(listed.get('') ?? '', verb);
    if (!/^[a-z]/.test(under)) continue;
    if (!listed.has(verb)) listed.set(verb, verbsOf(verb));
    lists(listed.get(verb) ?? '', under);
  }
});
