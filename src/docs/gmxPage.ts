import { longestSurvivalBackOff } from '../plan/waiting.js';
import type { ErrorGroup } from '../venues/gmx-v2/errors/errorMeaning.js';
import { errorKinds } from '../venues/gmx-v2/errors/errorMeaning.js';
import { unknownError } from '../venues/gmx-v2/errors/errorMeanings.js';
import { orderErrors } from '../venues/gmx-v2/errors/orderErrors.js';
import { otherErrors } from '../venues/gmx-v2/errors/otherErrors.js';
import { orderOutcomes } from '../venues/gmx-v2/errors/outcomes.js';
import { tokenErrors } from '../venues/gmx-v2/errors/tokenErrors.js';
import { code, table } from './markdown.js';

/** docs/gmx-v2.md, from the tables that GMX's events and errors are answered with. */
export const gmxPage = (): string => `# GMX V2: every outcome and every error

An order at GMX takes two steps: the account asks, and later a keeper of GMX executes, cancels or freezes. A mined
transaction is therefore no fill. ballast looks whether the order still stands in GMX's book, and believes GMX's events on
how it ended; where they are missing it asks again, and looks at the position. Time alone never ends an order. This page is made from the tables in
\`src/venues/gmx-v2/errors/\` by \`npm run docs\`.

## What may become of an order

${table(
  ['outcome', 'known by', 'status', 'what ballast does'],
  Object.values(orderOutcomes).map(({ title, when, status, ballast }) => [
    title,
    when,
    status === null ? 'no order of ours' : code(status),
    ballast,
  ]),
)}

## Errors that an order can meet

The name is GMX's own, as \`ballast why ID\` shows it with its arguments. In front stands when the same wish may be tried
again; *after backing off* means that the rule waits twice as long with each failure in a row, and \`survive\` never longer
than ${longestSurvivalBackOff / 1000} s: a failure must not become the reason for a liquidation.

${Object.entries(errorKinds)
  .map(([kind, title]) => ({ title, groups: [...orderErrors, ...tokenErrors].filter((group) => group.kind === kind) }))
  .filter(({ groups }) => groups.length > 0)
  .map(({ title, groups }) => [`### About ${title}`, ...groups.map(groupSection)].join('\n\n'))
  .join('\n\n')}

## The rest

${table(
  ['errors', 'mean', 'what ballast does', 'again'],
  otherErrors.map(({ says, names, ballast, retry }) => [names.map(code).join(' '), says, ballast, retry]),
)}

An error that is on none of these lists: ${unknownError.says}; ${unknownError.ballast}; again ${unknownError.retry}.
`;

function groupSection({ ballast, retry, errors }: ErrorGroup): string {
  const rows = Object.entries(errors).map(([name, says]) => [code(name), says]);
  return `*Again ${retry}:* ${ballast}.\n\n${table(['error', 'means'], rows)}`;
}
