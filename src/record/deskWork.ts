import { ballast } from '../model/author.js';
import type { Desk, DeskEvent, WorkedParent } from '../model/desk.js';
import { type Id, shortId } from '../model/order.js';
import type { ParentTerms } from '../model/parentOrder.js';
import { orderAfter } from '../model/parentState.js';
import type { UnixMillis } from '../model/units.js';
import { LedgerError } from './errors.js';
import { mayRace, type Work } from './ledger.js';
import { recordBlockEvent } from './statements/blocks.js';
import { recordLegsEvent } from './statements/legs.js';
import { type Happened, recordEvents } from './statements/parentOrders.js';
import { closeReview, openReview } from './statements/reviews.js';

export interface DeskWorkInput {
  /** What the events were decided on: whoever has written to it since makes the unit of work fail. */
  desk: Desk;
  events: readonly DeskEvent[];
  at: UnixMillis;
  /** USD per unit where an order's instrument is marked; undefined where nobody says. */
  markOf(terms: ParentTerms): number | undefined;
}

/**
 * What a plan says is to be written of orders, reviews and blocks.
 * @throws IllegalEventError for what cannot happen to an order; LedgerError for an order that the plan cannot have known;
 * LedgerRace when it is committed and people have been quicker
 */
export function deskWork({ desk, events, at, markOf }: DeskWorkInput): Work {
  const by = { author: ballast, at };
  const happened = new Map<Id, Happened[]>();
  for (const one of events) {
    if (one.kind !== 'parent') continue;
    happened.set(one.parent, [...(happened.get(one.parent) ?? []), { event: one.event, text: one.text }]);
  }
  const parents = [...happened].map(([id, own]) => {
    const parent = knownParent(desk, id);
    const arrivalPrice = markOf(parent.terms);
    return recordEvents(parent, own, { ...by, ...(arrivalPrice === undefined ? {} : { arrivalPrice }) });
  });
  // A share of a block is the next event of an order that may just have had one.
  const afterwards = deskAfter(desk, happened);
  const others = events.map((one): Work => {
    if (one.kind === 'parent') return [];
    if (one.kind === 'openReview') return openReview(one.review);
    if (one.kind === 'moveList' || one.kind === 'legsApart' || one.kind === 'undoLeg') return recordLegsEvent(one, by);
    if (one.kind !== 'closeReview') return recordBlockEvent(one, afterwards, by);
    const { review, status, text, approved } = one;
    return mayRace(closeReview(review, { status, text, at, ...(approved === undefined ? {} : { approved }) }));
  });
  return [parents, others];
}

function knownParent({ parents, blocks }: Desk, id: Id): WorkedParent {
  const all = [...parents, ...blocks.flatMap((block) => block.parents)];
  const known = all.find((parent) => parent.id === id);
  if (!known) throw new LedgerError(`the plan speaks of order ${shortId(id)}, which is none of its book's`);
  return known;
}

function deskAfter(desk: Desk, happened: ReadonlyMap<Id, readonly Happened[]>): Desk {
  const after = (parent: WorkedParent): WorkedParent =>
    (happened.get(parent.id) ?? []).reduce((order, { event }) => orderAfter(order, event), parent);
  return {
    ...desk,
    parents: desk.parents.map(after),
    blocks: desk.blocks.map((block) => ({ ...block, parents: block.parents.map(after) })),
  };
}
