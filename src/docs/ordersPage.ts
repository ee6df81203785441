import { execTypes, type ParentEventKind } from '../model/parentEvent.js';
import { parentMoves } from '../model/parentMoves.js';
import { isParentOpen, type ParentStatus, parentStatuses } from '../model/parentOrder.js';
import { allows } from '../model/parentState.js';
import { code, table } from './markdown.js';
import { eventSentences, statusSentences } from './parentSentences.js';

const kinds = Object.keys(execTypes) as ParentEventKind[];

/** docs/orders.md, from the table that parent orders go by. */
export const ordersPage = (): string => `# Orders that people ask for

An order that somebody asks for (\`ballast order new\`, a file, the API) is a parent order. The keeper checks it, and works it by
child orders, each of which goes through the same checks, limits and transactions as one that a rule wants. Names are those of
FIX. This page is made from the table in \`src/model/parentMoves.ts\` by \`npm run docs\`.

Whatever happens to an order is written down as one event (FIX ExecutionReport), with a number, who did it, when and why, and is never
changed. The order as it stands is what its events amount to. At any moment

    CumQty (done) + LeavesQty (still to be done) + CxlQty (will not be done) = OrderQty

and LeavesQty is 0 exactly when the order is over.

How one is asked for is in [order entry](order-entry.md), how it is worked in [working orders](working-orders.md). \`ballast order show NAME\` tells
the events of one.

## Statuses

${table(
  ['status', 'means', 'open'],
  parentStatuses.map((status) => [code(status), statusSentences[status], isParentOpen(status) ? 'yes' : 'no']),
)}

## Events

${table(
  ['event', 'ExecType', 'means', 'may happen to'],
  kinds.map((kind) => [
    code(kind),
    code(execTypes[kind]),
    eventSentences[kind],
    parentStatuses
      .filter((status) => allows(status, kind))
      .map(code)
      .join(', '),
  ]),
)}

## Who is first

The keeper answers a cancel, a change and a new order at its next block. Two who write to one order at the same moment cannot both be
right: each event says which number it has, and the second one is told. A verb looks again and says what it found; the keeper decides
anew, at once, and sends nothing of what it had decided before.

- **A fill while a cancel is asked for** counts. Where it fills the order, the order is \`Filled\`: the cancel came too late.
- **A fill after a cancel** moves quantity from CxlQty to CumQty, and the order stays \`Canceled\`: it was on its way, and the chain has it.
- **A change below what is done** is refused; one to exactly what is done fills the order.
- **A change to an order that nobody has taken on yet** sends it back to \`PendingNew\`: it is checked by its new terms.
- **Two changes** one after the other: the newer one counts.
- **A fill beyond what is left** counts too, since the chain has it. Venues that trade in dollars fill a little more or less than the
  quantity that was asked for. OrderQty becomes what was done, and what is beyond what was asked is kept apart.
- **A fill whose block is reorganised away** is taken back (\`TradeCancel\`). That may open a filled order again; a cancel that had
  come too late is then asked for again by itself.

## The same order twice

A ClOrdID is an order's name in its book. The same asked again under the same name is the same order, whatever has become of it since,
and nothing is done. Something else under a name that is taken is refused.

## Shadow books

A shadow sends nothing, so its children never fill: each is rehearsed, and ends as \`Canceled\` with what the rehearsal said. The parent
is accepted or rejected as a live one would be, and then stays \`New\` until it is canceled or its time is up. It is never worked
by the live book, should its strategy become live later, and is not answered then either.

## The picture

\`\`\`mermaid
${diagram()}
\`\`\`

The picture has the fills that lead to another status, and of those that are undone the ones that open an order again. Whatever is in
neither the picture nor the tables cannot happen, and is refused with the reason.
`;

/** As mermaid draws it: one arrow for each two statuses, with all events that lead there. */
function diagram(): string {
  const eventsOf = (from: ParentStatus, to: ParentStatus) =>
    kinds.filter((kind) => isDrawn(from, to, kind) && parentMoves[from][kind]?.includes(to));
  const arrows = parentStatuses.flatMap((from) =>
    parentStatuses.flatMap((to) => {
      const events = eventsOf(from, to);
      return events.length > 0 ? [`  ${from} --> ${to}: ${events.join(', ')}`] : [];
    }),
  );
  const ends = parentStatuses.filter((status) => !isParentOpen(status));
  return ['stateDiagram-v2', '  [*] --> PendingNew', ...arrows, ...ends.map((status) => `  ${status} --> [*]`)].join(
    '\n',
  );
}

/** Fills that leave an order as it is or is asked to be, and fills of what is over, would hide the rest. */
const isDrawn = (from: ParentStatus, to: ParentStatus, kind: ParentEventKind): boolean =>
  from !== to && (kind !== 'bust' || from === 'Filled');
