import { errorKinds } from './errorKinds.js';
import { code, table } from './markdown.js';

/** Process exit codes, as src/operate/cli/exitCodes.ts has them; a test compares. */
export const exitCodeMeanings: Readonly<Record<number, { means: string; mend: string }>> = {
  0: { means: 'done; for `run`: asked to stop, and stopped in good order', mend: 'nothing' },
  1: {
    means: 'something unforeseen; for `doctor` and `keys check`: something is not as it should be',
    mend: 'start again: a start is a recovery. What was not ours to foresee comes with a stack: report it',
  },
  2: {
    means: 'the input is wrong, and nothing was sent',
    mend: 'correct it: starting again changes nothing before that',
  },
  3: { means: '`run` was told twice to stop, and stopped at once', mend: 'start again: it settles what was in hand' },
  4: {
    means: 'the ledger, or another file that was to be written, cannot be',
    mend: 'room, rights or the disk; see `ballast doctor`',
  },
  130: { means: 'Ctrl-C at a question', mend: 'nothing was written: say it again when you like' },
};

/** docs/errors.md, from the list of all kinds of errors. */
export const errorsPage = (): string => `# Errors

Every error of ballast says what happened, in one sentence; below it the facts, a line each; and what to do, after \`mend:\`. URLs are cut to
their host, and no secret is ever quoted. This page is made from \`src/docs/errorKinds.ts\` by \`npm run docs\`.

\`\`\`
1 problem in strategies/book.yaml; nothing was sent
  strategies/book.yaml:19:11  rules[0].when
    19 |     when: abs(detla) > 0.5
       |               ^
    \`detla\` is not a metric
    mend: did you mean \`delta\`?
\`\`\`

What is wrong at a venue while a daemon runs is not an error but a reason: \`ballast why ID\` tells it, [checks](checks.md) and
[GMX V2](gmx-v2.md) list them. What wants a person is an [alert](alerts.md).

## Exit codes

${table(
  ['code', 'means', 'what to do'],
  Object.entries(exitCodeMeanings).map(([exit, { means, mend }]) => [code(exit), means, mend]),
)}

A unit of systemd restarts on 1 and 4, and not on 2 and 3: \`RestartPreventExitStatus=2 3\`.

## Kinds

${table(
  ['kind', 'where you meet it', 'means', 'what to do'],
  Object.entries(errorKinds).map(([kind, { met, means, mend }]) => [code(kind), met.join(', '), means, mend]),
)}
`;
