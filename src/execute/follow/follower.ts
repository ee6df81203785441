import type { Address } from 'viem';
import type { Fill, Id, Order } from '../../model/order.js';
import type { Block } from '../../model/snapshot.js';
import type { UnixMillis } from '../../model/units.js';
import { newId } from '../../record/id.js';
import type { Ledger, Work } from '../../record/ledger.js';
import { fillsOf } from '../../record/queries/attempts.js';
import { ordersById } from '../../record/queries/ordersById.js';
import { type RecordedVenueOrder, unsettledVenueOrders, venueOrdersOf } from '../../record/queries/venueOrders.js';
import { insertFill, updateOrder, voidFillsOfVenueOrder } from '../../record/statements/orders.js';
import { type FollowedVenueOrder, updateVenueOrder } from '../../record/statements/venueOrders.js';
import { sayOrder } from '../orders/sayOrder.js';
import { createEvidenceDesk } from './evidenceDesk.js';
import { judgeVenueOrder, type VenueOrderEvidence, type VenueOrderJudgement } from './judgeVenueOrder.js';
import { createLifeDesk, type LifeDeskOptions } from './lifeDesk.js';
import { type LookOptions, lookAtVenueOrders } from './lookAtVenueOrders.js';
import { statusOf } from './statusOf.js';

export interface FollowerOptions extends LookOptions, LifeDeskOptions {
  account: Address;
  chainId: number;
  ledger: Ledger;
  /** Blocks on the chain, its own included, that make an order's end final, by what the order moves; default: `confirmations`. */
  confirmationsOf?: (order: Pick<Order, 'notional'>) => number;
  now: () => UnixMillis;
}

/** What a head shows, by venue, its id of the order and the attempt that asked for it. */
export type Seen = ReadonlyMap<string, VenueOrderEvidence>;

/**
 * Follows orders from the transaction that asked for them to the event that ends them. All of it is derived from the
 * chain, so a start after a crash is the same code as any other moment.
 */
export interface Follower {
  /** Asks the chain. Writes nothing, so that it can be done beside other reading; one at a time. @throws EndpointError */
  look(head: Block): Promise<Seen>;
  /** Writes down what follows, order by order, each in one unit of work. @returns the newest block that is known of. */
  takeIn(seen: Seen): Promise<bigint>;
}

export function createFollower(options: FollowerOptions): Follower {
  const { account, chainId, ledger, confirmations, confirmationsOf = () => confirmations, now, log } = options;
  const desks = { lives: createLifeDesk(options), evidence: createEvidenceDesk(options) };
  const keyOf = ({ venue, id, attempt }: FollowedVenueOrder) => JSON.stringify([venue, id, attempt]);

  async function takeInOrder(id: Id, rows: readonly RecordedVenueOrder[], seen: Seen): Promise<void> {
    const [order] = await ordersById(ledger, [id]);
    if (!order) return;
    const judged = rows.flatMap((row) => {
      const evidence = seen.get(keyOf(row));
      const judgement = evidence ? judgeVenueOrder(row, evidence, confirmationsOf(order)) : null;
      return judgement ? [{ row, judgement }] : [];
    });
    if (judged.length === 0) return;
    const at = now();
    const status = await statusAfter(order, judged);
    const works: Work[] = judged.map(({ row, judgement }) => workOf(row, judgement, at));
    const differs = status.status !== order.status || status.text !== order.text;
    if (differs) works.push(updateOrder(id, { ...status, at }));
    await ledger.commit(works);
    if (differs) sayOrder(log, id, status);
  }

  async function statusAfter(
    order: Order,
    judged: readonly { row: FollowedVenueOrder; judgement: VenueOrderJudgement }[],
  ) {
    const [rows, recorded] = await Promise.all([venueOrdersOf(ledger, order.id), fillsOf(ledger, order.id)]);
    const judgementOf = (id: string) => judged.find(({ row }) => row.id === id)?.judgement;
    const kept = recorded.filter(({ venueOrder }) => !(venueOrder && judgementOf(venueOrder)?.fills));
    const fills: Fill[] = [
      ...kept.map(({ fill }) => fill),
      ...judged.flatMap(({ judgement }) => judgement.fills ?? []),
    ];
    const after = rows.map((row) => ({ ...row, ...judgementOf(row.id)?.change }));
    return statusOf(order.terms, order.terms.venue, after, fills);
  }

  function workOf(row: FollowedVenueOrder, { change, fills }: VenueOrderJudgement, at: UnixMillis): Work {
    const { order, attempt, id: venueOrder } = row;
    const instead = fills
      ? [
          voidFillsOfVenueOrder(attempt, venueOrder),
          ...fills.map((fill) => insertFill({ id: newId(at), order, attempt, venueOrder, fill, at })),
        ]
      : [];
    return [updateVenueOrder(row, change, at), instead];
  }

  return {
    async look(head) {
      const rows = await unsettledVenueOrders(ledger, { account, chainId });
      const orders = await ordersById(ledger, [...new Set(rows.map(({ order }) => order))]);
      const followed = rows.flatMap((row) => {
        const order = orders.find(({ id }) => id === row.order);
        return order ? [{ row, terms: order.terms }] : [];
      });
      const evidence = await lookAtVenueOrders(options, desks, followed, head);
      return new Map([...evidence].map(([row, shown]) => [keyOf(row), shown]));
    },

    async takeIn(seen) {
      if (seen.size === 0) return 0n;
      const rows = await unsettledVenueOrders(ledger, { account, chainId });
      for (const order of new Set(rows.map((row) => row.order))) {
        await takeInOrder(
          order,
          rows.filter((row) => row.order === order),
          seen,
        );
      }
      const ends = (await unsettledVenueOrders(ledger, { account, chainId })).flatMap(({ endBlock }) => endBlock ?? []);
      let newest = 0n;
      for (const block of ends) if (block > newest) newest = block;
      return newest;
    },
  };
}
