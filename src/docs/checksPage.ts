import { checkCodes } from '../guard/checkCodes.js';
import { venueKinds } from '../venues/venues.js';
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

## What venues tell

\`OPEN_INTEREST_SHARE\` and \`ORACLE_AGE\` go by what a venue's contracts state. Where a venue does not tell, the check passes and says
so; it then limits nothing there.

${table(
  ['venue', 'open interest', 'when its oracle was written'],
  venueKinds.flatMap(({ id, tells }) =>
    tells ? [[code(id), tells.openInterest ?? 'not told', tells.oracleAt ?? 'not told']] : [],
  ),
)}

Lyra's own contracts refuse a spot price that they take for stale; so the whole venue is unread then, and \`UNREAD_VENUE\` says it.
\`SEQUENCER\` goes by the feed that a chain declares in ballast.yaml (\`chains.NAME.sequencer\`, see [strategy.md](strategy.md)).
`;
