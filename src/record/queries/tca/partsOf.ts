import { and, asc, eq, inArray } from 'drizzle-orm';
import type { Choice, Route } from '../../../assess/execution/executed.js';
import type { CostEstimate } from '../../../model/cost.js';
import type { Ledger } from '../../ledger.js';
import { attempts, decisions, fills } from '../../tables/orders.js';
import { venueOrders } from '../../tables/venueOrders.js';
import { grouped } from '../grouped.js';
import { inPieces } from '../inPieces.js';
import type { RecordedOrder } from '../recordedOrder.js';
import { createGasTokenPrices } from './gasTokenPrices.js';

type AttemptRow = Pick<typeof attempts.$inferSelect, 'state' | 'gasCost'>;
type FillRow = Pick<typeof fills.$inferSelect, 'id' | 'fill' | 'at'>;
type VenueOrderRow = Pick<typeof venueOrders.$inferSelect, 'status' | 'keeperPaid'>;

/** An order of the executor with all that came of it. */
export interface SentOrder {
  order: RecordedOrder;
  attempts: readonly AttemptRow[];
  /** What a reorganisation undid is left out. */
  fills: readonly FillRow[];
  venueOrders: readonly VenueOrderRow[];
  /** USD per whole gas token: as it was decided with, else of that hour; NaN where nobody has seen one. */
  gasToken: number;
  /** null where there was nothing to choose. */
  choice: Choice | null;
}

/** In the order they are given. */
export async function sentOrders(ledger: Ledger, all: readonly RecordedOrder[]): Promise<SentOrder[]> {
  const ids = all.map(({ id }) => id);
  const { db } = ledger;
  const [sent, filled, waited, decided] = await Promise.all([
    inPieces(ids, (some) =>
      db
        .select({ order: attempts.order, state: attempts.state, gasCost: attempts.gasCost })
        .from(attempts)
        .where(inArray(attempts.order, some)),
    ),
    inPieces(ids, (some) =>
      db
        .select({ order: fills.order, id: fills.id, fill: fills.fill, at: fills.at })
        .from(fills)
        .where(and(inArray(fills.order, some), eq(fills.voided, false)))
        .orderBy(asc(fills.id)),
    ),
    inPieces(ids, (some) =>
      db
        .select({ order: venueOrders.order, status: venueOrders.status, keeperPaid: venueOrders.keeperPaid })
        .from(venueOrders)
        .where(inArray(venueOrders.order, some)),
    ),
    inPieces([...new Set(all.map(({ decision }) => decision))], (some) =>
      db
        .select({ id: decisions.id, alternatives: decisions.alternatives, at: decisions.at })
        .from(decisions)
        .where(inArray(decisions.id, some)),
    ),
  ]);
  const attemptsBy = grouped(sent, ({ order }) => order);
  const fillsBy = grouped(filled, ({ order }) => order);
  const venueOrdersBy = grouped(waited, ({ order }) => order);
  const decisionBy = new Map(decided.map((one) => [one.id, one]));
  const priceOf = createGasTokenPrices(ledger);
  const gasTokens = await Promise.all(
    all.map(({ cost, chainId, createdAt }) => {
      const stated = cost?.basis?.gasToken ?? Number.NaN;
      return Number.isFinite(stated) ? stated : priceOf(chainId, createdAt);
    }),
  );
  return all.map((order, i) => ({
    order,
    gasToken: gasTokens[i] ?? Number.NaN,
    attempts: attemptsBy.get(order.id) ?? [],
    fills: fillsBy.get(order.id) ?? [],
    venueOrders: venueOrdersBy.get(order.id) ?? [],
    choice: choiceOf(order, decisionBy.get(order.decision)),
  }));
}

type DecisionRow = Pick<typeof decisions.$inferSelect, 'id' | 'alternatives' | 'at'>;

function choiceOf({ terms, cost }: RecordedOrder, decision: DecisionRow | undefined): Choice | null {
  if (!decision?.alternatives) return null;
  const describe = 'instrument' in terms ? terms.instrument : terms.venue;
  const others = decision.alternatives.map((one): Route => ({ ...one, cost: one.cost && totalOf(one.cost) }));
  return {
    decision: decision.id,
    at: decision.at,
    chosen: { describe, cost: cost ? cost.total : Number.NaN, not: '' },
    others,
  };
}

const totalOf = ({ total }: CostEstimate): number => total;
