import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type AlertCode, alertKinds } from '../../../model/alert.js';
import { kindOf } from '../../../model/alertKind.js';
import { explained } from '../../cli/alerting/explained.js';
import { createProgram } from '../../cli/program.js';
import { type Verb, verbTree } from '../../cli/verbTree.js';

const codes = Object.keys(alertKinds) as AlertCode[];
const root = join(import.meta.dirname, '../../../..');
const docs = ['alerts.md', 'alerting.md', 'runbook.md'] as const;
const page = (name: string) => readFileSync(join(root, 'docs', name), 'utf8');

/** Commands `in backticks`, and those after a prompt, of everything that tells people what to say. */
function commands(): string[] {
  const texts = [...codes.map((code) => JSON.stringify(kindOf(code))), ...docs.map(page)].join('\n');
  return [...texts.matchAll(/`ballast ([^`]+)`|^\$ ballast (.+)$/gm)].map(([, quoted, typed]) => quoted ?? typed ?? '');
}

/** What of a command is not there; empty where all of it is. */
function unknownIn(command: string, tree: Verb): string[] {
  const words = command.split(/\s+/);
  let verb: Verb = tree;
  while (verb.verbs.some(({ path }) => path.at(-1) === words[0])) {
    verb = verb.verbs.find(({ path }) => path.at(-1) === words[0]) ?? verb;
    words.shift();
  }
  const known = [...verb.options, ...tree.options].map(({ long }) => long);
  const flags = words.flatMap((word) => (word.startsWith('--') ? [word.replace(/[=,.;].*$/, '')] : []));
  const lacks = flags.filter((flag) => !known.includes(flag));
  const isGroup = verb.verbs.length > 0 && /^[a-z][a-z-]*$/.test(words[0] ?? '') && verb.arguments.length === 0;
  return [...(verb === tree || isGroup ? [`ballast ${command}`] : []), ...lacks.map((flag) => `${command}: ${flag}`)];
}

test('invariant: every verb and option that an alert, the runbook or their pages tell the operator to say is there', () => {
  const tree = verbTree(createProgram());
  const said = commands();
  expect(said.length).toBeGreaterThan(80);
  expect(said.flatMap((command) => unknownIn(command, tree))).toEqual([]);
  expect(unknownIn('breaks adop ID', tree)).toHaveLength(1);
  expect(unknownIn('alerts --al', tree)).toHaveLength(1);
});

test('invariant: every chapter says all of it, in phrases', () => {
  for (const code of codes) {
    const { says, does, mend, why, next, stop, steps, closes } = kindOf(code);
    expect(steps.length, code).toBeGreaterThan(0);
    for (const text of [says, does, mend, why, next, stop, closes, ...steps]) {
      expect(text.length, `${code}: ${text}`).toBeGreaterThan(5);
      expect(text, code).not.toMatch(/\.$|^\s|\s$|TODO/);
    }
  }
});

test('behavior: pages link to what is there', () => {
  for (const name of docs) {
    for (const [link, file = '', anchor] of page(name).matchAll(/\]\(([a-z0-9-]+\.md)?(#[^)]+)?\)/g)) {
      const text = page(file === '' ? name : file);
      const anchors = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));
      if (anchor !== undefined) expect(anchors, `${name}: ${link}`).toContain(anchor.slice(1));
    }
  }
});

/** As GitHub makes one of a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .replaceAll(' ', '-');

test('explain: one chapter in a terminal, however its name is typed', () => {
  expect(explained('position-break').text).toMatchInlineSnapshot(`
    "critical POSITION_BREAK  what an account holds is not what its orders would have left

    why         you traded by hand, the venue liquidated or deleveraged, tokens arrived or left, or the
                key is stolen
    ballast     takes no new risk in it; reduces, and rescues, as before; closes it by itself where the
                cause is found later
    next        the account is compared again after each block that changes it; a cause that is found
                closes it
    to stop it  \`ballast breaks adopt ID --because WHY\` takes what is held as it is; \`ballast halt\`
                stops everything
    closes      once its cause is found, or somebody adopts it

    what to do
      1. \`ballast breaks\` says what, how much and since when
      2. look the account up at an explorer: who sent the transaction?
      3. if nobody of you did: \`ballast halt\`, and move what is left to another account
      4. if it was you: \`ballast breaks adopt ID --because WHY\`"
  `);
  expect(() => explained('POSITION_BRAKE')).toThrow(
    expect.objectContaining({ mend: 'did you mean `POSITION_BREAK`?' }),
  );
  for (const code of codes)
    for (const line of explained(code).text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(160);
});
