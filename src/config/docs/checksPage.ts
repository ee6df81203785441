import { checkCodes } from '../../guard/checkCodes.js';
import { code, table } from './markdown.js';

/** docs/checks.md, from the table that orders are checked with. */
export const checksPage = (): string => `# Pre-trade checks

Every order is checked on the portfolio as it would be once the order and all that is in flight have filled. A check
passes, cuts the order to a size that passes, asks a person to look at it first (\`ballast reviews\`), or rejects it. What it said,
the number, the limit and whose limit that is (the strategy's, the account's, or that of all books) are kept with the decision
(\`ballast why ID\`).
This page is made from the table in \`src/guard/checkCodes.ts\` by \`npm run docs\`.

${table(
  ['check', 'passes when', 'may stop'],
  checkCodes.map(({ code: name, describe, mayStop }) => [code(name), describe, mayStop.join(', ')]),
)}

None of them may stop an order of class \`survive\`; only the operator's \`ballast halt\` does.
`;
