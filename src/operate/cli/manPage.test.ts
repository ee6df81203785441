import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { hasTools } from '../../../test/hasTools.js';
import { manPage } from './manPage.js';
import { createProgram } from './program.js';
import { allVerbs, verbTree } from './verbTree.js';

const tree = verbTree(createProgram());
const page = manPage(tree);

test('default: every verb and every option is on it', () => {
  for (const verb of allVerbs(tree)) {
    if (verb.verbs.length === 0) expect(page).toContain(`ballast ${verb.path.join(' ')}`.replaceAll('-', '\\-'));
    for (const { flags } of verb.options) expect(page).toContain(flags.replaceAll('-', '\\-'));
  }
});

test.runIf(hasTools('mandoc'))('behavior: mandoc finds nothing to mend', () => {
  const { stdout } = spawnSync('mandoc', ['-T', 'lint', '-W', 'warning'], { input: page, encoding: 'utf8' });
  // That it has no date is meant: the same verbs give the same page.
  expect(stdout.split('\n').filter((line) => line !== '' && !line.includes('missing date'))).toEqual([]);
  const { stdout: text } = spawnSync('mandoc', ['-T', 'utf8', '-O', 'width=80'], { input: page, encoding: 'utf8' });
  // A terminal's bold is a character, a step back, and the character again.
  expect(text.replaceAll(new RegExp(`.${String.fromCharCode(8)}`, 'g'), '')).toMatch(/SET UP\n {7}ballast init\n/);
});
