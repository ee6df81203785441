import { eventSentences, stateSentences } from '../execute/transactions/attemptSentences.js';
import { attemptEvents, attemptMoves } from '../execute/transactions/attemptStates.js';
import { survivalShare, urgencies } from '../execute/transactions/urgency.js';
import { attemptStates, orderClasses } from '../model/order.js';
import { isOpenAttempt } from '../record/queries/attempts.js';
import { code, table } from './markdown.js';

/** docs/transactions.md, from the tables that the journal works by. */
export const journalPage = (): string => `# Transactions

Everything that ballast signs is an attempt: one transaction for one step of an order. Intent, nonce, signed bytes and hash
are in the ledger, in one commit, before a byte leaves. What happened is told by receipts, nonces and block hashes; time
alone ends nothing. A start is a recovery: it looks at each open attempt as at any other moment, and acts only then.
This page is made from the tables in \`src/execute/transactions\` by \`npm run docs\`.

## How an attempt goes on

\`\`\`mermaid
${diagram()}
\`\`\`

Whatever is not drawn is refused: an attempt that meets it is a defect, and ends the process.

## States

${table(
  ['state', 'means', 'open'],
  attemptStates.map((state) => [code(state), stateSentences[state], isOpenAttempt(state) ? 'yes' : 'no']),
)}

Whatever is \`Unknown\`, an attempt or an order, has an open alert (\`ATTEMPT_UNKNOWN\`, \`ORDER_UNKNOWN\`), which is committed with
the state and closed with it.

## Events

${table(
  ['event', 'means', 'may happen to'],
  attemptEvents.map((event) => [
    code(event),
    eventSentences[event],
    attemptStates
      .filter((state) => attemptMoves[state][event] !== undefined)
      .map(code)
      .join(', '),
  ]),
)}

## Sending

Signed bytes go to every endpoint of the chain. The attempt is \`Broadcast\` when one of them took it. What the others say is
no proof: "already known", "nonce too low" and "underpriced" are told apart by asking every endpoint whether it has the
transaction, and whether the nonce is used.

## Sending again, dearer

A transaction that is out and not mined is sent again at the same nonce, for the same order and step, with both fees raised.
At most one of them can be mined, and the order goes by the one that was.

${table(
  ['class', 'first after', 'then every', 'fees rise by', 'at most', 'cap'],
  orderClasses.map((orderClass) => {
    const { firstAfter, thenEvery, bump, most, baseFees } = urgencies[orderClass];
    const multiple = `${baseFees} base fees and the highest tip`;
    const share = `${survivalShare / 100} % of the order's USD, or what the market asks, whichever is more`;
    return [
      code(orderClass),
      `${firstAfter / 1000} s`,
      `${thenEvery / 1000} s`,
      `${bump} %`,
      most === 1 ? 'once' : `${most} times`,
      orderClass === 'survive' ? `${share}; ${multiple} where the gas token's price is not known` : multiple,
    ];
  }),
)}

Where the market's own fees have risen by more, those are paid. \`limits.day.gas\` caps the cost of each transaction too, but
not of one that is \`survive\`. What is paid to a venue's keepers is stated anew at the price that is signed. At the cap the
attempt stays where it is and \`TRANSACTION_STUCK\` is open. An intent older than 100 seconds is not sent again: its nonce is
taken back by an empty transaction of the account to itself, which is sent again like one of class \`margin\`, 12 times at most.

## A nonce that somebody else used

| what | what ballast does |
|---|---|
| one that a transaction of ours had | the attempt is \`Dropped\`, the trading state becomes \`reducing\`, \`NONCE_FOREIGN\` is open |
| one that nothing of ours had | \`NONCE_FOREIGN\` is open, and trading goes on: an operator may act by hand |

\`ballast resume\` says that it was you. The alert closes then, and the same nonces do not raise it again.

## When it is final

An attempt is \`Final\` at the chain's \`confirmations\`, or at those that \`atStake\` of the strategy asks for where an order moves
that much, and, where there are other endpoints, not on one endpoint's word: others are asked whether they see the same. Their
silence is believed after two minutes, and who says something else about the same block is accused. Until then a reorganisation brings it back: its fills are void, its order is open, and it is resolved anew.
A nonce that a reorganisation has freed below one in flight, and that no order of ours would use, is used up by an empty
transaction of the account to itself: nothing above it could be mined.
`;

/** As mermaid draws it: one arrow for each two states, with all events that lead there. */
function diagram(): string {
  const arrows = attemptStates.flatMap((from) =>
    attemptStates.flatMap((to) => {
      const events = attemptEvents.filter((event) => attemptMoves[from][event] === to);
      return events.length > 0 ? [`  ${from} --> ${to}: ${events.join(', ')}`] : [];
    }),
  );
  const ends = attemptStates.filter((state) => Object.keys(attemptMoves[state]).length === 0);
  return ['stateDiagram-v2', '  [*] --> Reserved', ...arrows, ...ends.map((state) => `  ${state} --> [*]`)].join('\n');
}
