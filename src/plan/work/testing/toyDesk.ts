import { ballast } from '../../../model/author.js';
import type { Break } from '../../../model/breaks.js';
import type { Child, DeskEvent, LegsState, WorkedParent } from '../../../model/desk.js';
import { emptyDesk } from '../../../model/desk.js';
import { isOpen, type OrdStatus, type TradeTerms } from '../../../model/order.js';
import type { ParentEvent } from '../../../model/parentEvent.js';
import { isParentOpen, type OrderList } from '../../../model/parentOrder.js';
import { orderAfter, parentAfter } from '../../../model/parentState.js';
import type { Review } from '../../../model/review.js';
import type { Strategy } from '../../../model/strategy.js';
import {
  divide,
  fromFloat,
  multiplyWad,
  toFloat,
  unixMillis,
  unixSeconds,
  type Wad,
  wad,
} from '../../../model/units.js';
import { isWithinWorst } from '../../../venues/stricterPrice.js';
import { type Venue, VenueRefusal } from '../../../venues/venue.js';
import type { Plan, PlanInput } from '../../plan.js';
import { planTick } from '../../planTick.js';
import { toyBook, toyOrder, toySnapshot, toyStrategy } from '../../testing/toyBook.js';
import { type ToyState, toyPerp, toyReading } from '../../testing/toyPerp.js';
import { tradeOf } from '../parentTerms.js';
import { start, toyParent } from './toyParent.js';

/** What becomes of a child order that is on its way. */
export type Outcome = { kind: 'fill'; share: number } | { kind: 'fail'; text: string } | { kind: 'wait' };

export interface ToyDesk {
  readonly parents: readonly WorkedParent[];
  /** As they stand; the legs that are over too. */
  readonly legs: readonly LegsState[];
  readonly state: ToyState;
  readonly now: number;
  /** Every child that was sent, in order. */
  readonly sent: readonly { parent: string; terms: TradeTerms; at: number }[];
  parent(id?: string): WorkedParent;
  /** A plan at the next block, some time later, written down as the keeper would; children get their outcome before it. */
  tick(after: number, outcome?: (child: Child) => Outcome): Plan;
  /** As an operator would say it. */
  say(event: ParentEvent, id?: string): void;
  /** The fills of a child did not happen after all, nor will they. */
  bust(id: string, child: string): void;
  /** As an operator would: what is open is asked to end, and the list with it. */
  close(): void;
  move(price: number): void;
  change(change: Partial<ToyState>): void;
  /** What people have been asked, and have said. */
  reviews(known: readonly Review[]): void;
  /** What is held and should not be, or the other way round. */
  breaks(known: readonly Break[]): void;
  /** What the next plan would be made of. */
  input(): PlanInput;
}

/**
 * A toy book with orders, and everything around the plan that a keeper has: what is sent fills or fails at the toy venue, is booked,
 * and what the plan says of parents is written by the state machine, which refuses what cannot be.
 * @param options - `least`: what the venue trades at least.
 */
export function createToyDesk(
  asked: readonly WorkedParent[],
  initial: ToyState,
  strategy: Partial<Strategy> = {},
  lists: readonly OrderList[] = [],
  { least = wad(0n) }: { least?: Wad } = {},
): ToyDesk {
  let state = initial;
  let now = start;
  let block = 100n;
  let parents = [...asked];
  let made = 0;
  let reviews: readonly Review[] = [];
  let breaks: readonly Break[] = [];
  let legs = lists.map((list): Omit<LegsState, 'parents'> => ({ ...list, status: 'Executing', text: '', apart: '' }));
  const sent: { parent: string; terms: TradeTerms; at: number }[] = [];
  const perp = toyPerp(initial.venue);
  const venue: Venue = {
    ...perp,
    prepare(reading, terms, deadline) {
      if (terms.kind === 'trade' && terms.quantity < least) throw new VenueRefusal('the trade is too small');
      return perp.prepare(reading, terms, deadline);
    },
  };
  const venues = new Map<string, Venue>([[initial.venue, venue]]);

  const replace = (id: string, change: (parent: WorkedParent) => WorkedParent) => {
    parents = parents.map((parent) => (parent.id === id ? change(parent) : parent));
  };
  const happened = (id: string, event: ParentEvent) =>
    replace(id, (parent) => {
      const { terms } = orderAfter(parent, event);
      const accepted =
        event.kind === 'accept'
          ? {
              acceptedAt: unixMillis(now),
              arrivalPrice: toFloat(state.marks[parent.terms.instrument.slice(4)] ?? wad(0n)),
            }
          : {};
      return {
        ...parent,
        terms,
        ...accepted,
        state: parentAfter(parent.state, event),
        executions: parent.executions + 1,
      };
    });
  const settle = (parent: WorkedParent, child: Child, outcome: Outcome) => {
    if (outcome.kind === 'wait' || child.terms.kind !== 'trade') return;
    const change = (status: OrdStatus, text: string, fills: Child['fills']) =>
      replace(parent.id, (one) => ({
        ...one,
        children: one.children.map((each) =>
          each.id === child.id ? { ...each, status, text, fills, updatedAt: unixMillis(now) } : each,
        ),
      }));
    const quantity = outcome.kind === 'fill' ? part(child.terms.quantity, outcome.share) : wad(0n);
    if (outcome.kind === 'fail' || quantity <= 0n)
      return change('Rejected', outcome.kind === 'fail' ? outcome.text : '', []);
    const reading = toyReading(state);
    const filled = { ...child.terms, quantity };
    const { price } = venue.estimate(reading, filled);
    // As the bound in a venue's calldata would have it.
    if (!isWithinWorst(filled.side, price, filled.worstPrice)) return change('Rejected', 'Too little received', []);
    state = venue.after(reading, filled).detail as ToyState;
    change('Filled', '', [
      {
        kind: 'trade',
        instrument: child.terms.instrument,
        underlying: 'ETH',
        side: child.terms.side,
        quantity,
        price,
        fee: wad(0n),
      },
    ]);
    happened(parent.id, { kind: 'trade', child: child.id, fill: `${child.id} fill`, quantity, price });
  };
  const written = (event: DeskEvent) => {
    if (event.kind === 'parent') happened(event.parent, event.event);
    const change = (id: string, to: Partial<LegsState>) => {
      legs = legs.map((list) => (list.id === id ? { ...list, ...to } : list));
    };
    if (event.kind === 'moveList') change(event.list, { status: event.to, text: event.text });
    if (event.kind === 'legsApart') change(event.list, { apart: event.text });
    if (event.kind === 'undoLeg') {
      const { order, list } = event;
      const id = `undo-${parents.length}`;
      const own = { ...order, id, list, author: ballast, createdAt: unixMillis(now) };
      parents = [...parents, toyParent(order.terms, own)];
    }
  };

  const desk: ToyDesk = {
    get parents() {
      return parents;
    },
    get state() {
      return state;
    },
    get now() {
      return now;
    },
    sent,
    get legs() {
      return legs.map((list) => ({ ...list, parents: parents.filter((parent) => parent.list === list.id) }));
    },
    parent: (id = 'parent-1') => {
      const found = parents.find((parent) => parent.id === id);
      if (!found) throw new Error(`no order ${id}`);
      return found;
    },
    input() {
      const open = parents.flatMap(({ id, children }) =>
        children
          .filter(({ status }) => isOpen(status))
          .map((child) => toyOrder(child.terms, { ...child, rule: `order ${id}`, parent: id })),
      );
      const snapshot = toySnapshot([toyReading(state)]);
      return toyBook([], state, {
        strategy: toyStrategy([], strategy),
        snapshot: {
          ...snapshot,
          block: { ...snapshot.block, number: block, timestamp: unixSeconds(Math.floor(now / 1_000)) },
        },
        venues,
        openOrders: open,
        now: unixMillis(now),
        desk: {
          ...emptyDesk,
          ...{ reviews, breaks, lists, legs: desk.legs },
          parents: parents.filter((parent) => isParentOpen(parent.state.status)),
        },
      });
    },
    tick(after, outcome = () => ({ kind: 'fill', share: 1 })) {
      now += after;
      block += 1n;
      for (const parent of parents) {
        for (const child of parent.children) if (isOpen(child.status)) settle(parent, child, outcome(child));
      }
      const plan = planTick(desk.input());
      for (const event of plan.desk ?? []) written(event);
      for (const { action } of plan.decisions) {
        if (!action?.parent || action.terms.kind !== 'trade') continue;
        const { terms, parent } = action;
        const at = unixMillis(now);
        const child: Child = {
          id: `child-${++made}`,
          terms,
          status: 'New',
          text: '',
          createdAt: at,
          updatedAt: at,
          fills: [],
        };
        replace(parent, (one) => ({ ...one, children: [...one.children, child] }));
        sent.push({ parent, terms: action.terms, at: now });
      }
      return plan;
    },
    say: (event, id = 'parent-1') => happened(id, event),
    bust(id, child) {
      const fills = desk.parent(id).children.find((one) => one.id === child)?.fills ?? [];
      replace(id, (parent) => ({
        ...parent,
        children: parent.children.map((one) =>
          one.id === child ? { ...one, status: 'Rejected', fills: [], updatedAt: unixMillis(now) } : one,
        ),
      }));
      for (const fill of fills) {
        if (fill.kind !== 'trade') continue;
        const { quantity, price, instrument, side } = fill;
        happened(id, { kind: 'bust', child, fill: `${child} fill`, quantity, price });
        const { terms } = desk.parent(id);
        const back = tradeOf(
          { ...terms, reduceOnly: false, instrument, side: side === 'Buy' ? 'Sell' : 'Buy' },
          quantity,
        );
        state = venue.after(toyReading(state), back).detail as ToyState;
      }
    },
    close() {
      const open = parents.filter(({ state }) => isParentOpen(state.status) && !state.isCanceling);
      const to = open.some(({ author }) => author !== ballast) ? 'Cancelling' : 'AllDone';
      for (const { id } of open) happened(id, { kind: 'requestCancel' });
      legs = legs.map((list) => ({
        ...{ ...list, status: to, text: `${list.text}; closed by ann` },
        apart: to === 'AllDone' ? '' : list.apart,
      }));
    },
    move(price) {
      const mark = fromFloat(price, 'down');
      state = { ...state, marks: { ...state.marks, ETH: mark }, indexes: { ...state.indexes, ETH: mark } };
    },
    reviews(known) {
      reviews = known;
    },
    breaks(known) {
      breaks = known;
    },
    change(change) {
      state = { ...state, ...change };
    },
  };
  return desk;
}

const part = (quantity: Wad, share: number): Wad =>
  share >= 1 ? quantity : wad(divide(multiplyWad(quantity, fromFloat(share, 'down'), 'down'), 1n, 'down'));
