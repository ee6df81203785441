import { type Id, isOpen } from '../../../model/order.js';
import type { Ledger } from '../../../record/ledger.js';
import { decisionStory, type OrderStory } from '../../../record/queries/decisions.js';
import { ordersById } from '../../../record/queries/ordersById.js';
import type { TickRecord } from '../../../record/recorder.js';
import type { Narrator } from './narrator.js';

/** Tells each decision as it is made, and of each order that waits at a venue what becomes of it. */
export interface Teller {
  onTick(tick: TickRecord): void;
  /** Resolves when everything up to here is told. */
  told(): Promise<void>;
}

export function createTeller(ledger: Ledger, tell: Narrator): Teller {
  const waiting = new Map<Id, OrderStory>();
  let telling = Promise.resolve();

  async function tellEnds(): Promise<void> {
    for (const { id, status, decision } of await ordersById(ledger, [...waiting.keys()])) {
      if (waiting.get(id)?.order.status === status) continue;
      const story = await decisionStory(ledger, decision);
      const told = story?.orders.find(({ order }) => order.id === id);
      if (!told) continue;
      tell.order(told);
      note(told);
    }
  }
  async function tellDecisions({ decisions }: TickRecord): Promise<void> {
    for (const { id } of decisions) {
      const story = await decisionStory(ledger, id);
      if (!story) continue;
      tell.decision(story);
      story.orders.forEach(note);
    }
  }
  function note(story: OrderStory): void {
    if (isOpen(story.order.status)) waiting.set(story.order.id, story);
    else waiting.delete(story.order.id);
  }
  /** The order that comes instead tells it all. */
  function dropReplaced({ orders }: TickRecord): void {
    const replaced = orders.flatMap(({ order: { terms } }) => (terms.kind === 'rest' ? (terms.replaces ?? []) : []));
    for (const [id, { venueOrders }] of waiting) {
      if (venueOrders.some((standing) => replaced.includes(standing.id))) waiting.delete(id);
    }
  }
  return {
    onTick(tick) {
      telling = telling.then(async () => {
        dropReplaced(tick);
        await tellEnds();
        await tellDecisions(tick);
      });
    },
    told: () => telling,
  };
}
