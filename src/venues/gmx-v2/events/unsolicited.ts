import type { Address, Hex } from 'viem';
import { isAddressEqual } from 'viem';
import { orderTypes } from '../state.js';
import type { EmitterLog } from './eventLog.js';
import { eventsByOrder } from './eventsByOrder.js';
import type { OrderFill } from './orderFill.js';
import { fillOf } from './orderFill.js';
import { readEvents } from './readEvents.js';

/** A change of a position of ours that no order of ours asked for. */
export interface UnsolicitedFill {
  orderKey: Hex;
  /**
   * `liquidation`, `autoDeleveraging`: GMX. `byHand`: somebody who may trade for the account, such as the operator
   * in GMX's own web app. `unknown`: a decrease whose OrderExecuted was not read, which alone tells `autoDeleveraging` from `byHand`.
   */
  cause: 'liquidation' | 'autoDeleveraging' | 'byHand' | 'unknown';
  /** Market, side, sizes, price, pnl and the position after. */
  fill: OrderFill;
  /** USD, 30 decimals, before fees; 0 of an increase. */
  pnlUsd: bigint;
  /** The position could not pay: all of its collateral was lost. */
  insolvent: boolean;
}

/**
 * Of the position changes of `account`, those of orders that are not ours.
 * @param logs Best the receipts of the transactions that `positionChangesQuery` found: they tell all.
 */
export function unsolicitedChanges(
  logs: readonly EmitterLog[],
  eventEmitter: Address,
  account: Address,
  isOurs: (order: Hex) => boolean,
): UnsolicitedFill[] {
  const orders = [...eventsByOrder(readEvents(logs, eventEmitter))].filter(([key]) => !isOurs(key));
  return orders.flatMap(([orderKey, events]) => {
    const executed = events.find((event) => event.name === 'OrderExecuted');
    const insolvent = events.some((event) => event.name === 'InsolventClose');
    return events.flatMap((event): UnsolicitedFill[] => {
      if (event.name !== 'PositionIncrease' && event.name !== 'PositionDecrease') return [];
      if (!isAddressEqual(event.values.account, account)) return [];
      const fill = fillOf(event);
      const pnlUsd = fill.kind === 'decrease' ? fill.basePnlUsd + fill.totalImpactUsd : 0n;
      return [{ orderKey, cause: causeOf(fill, executed?.values.secondaryOrderType ?? null), fill, pnlUsd, insolvent }];
    });
  });
}

function causeOf(fill: OrderFill, secondaryOrderType: bigint | null): UnsolicitedFill['cause'] {
  if (fill.orderType === orderTypes.Liquidation) return 'liquidation';
  if (secondaryOrderType === 1n) return 'autoDeleveraging';
  // GMX deleverages with market decreases only.
  if (secondaryOrderType === null && fill.orderType === orderTypes.MarketDecrease) return 'unknown';
  return 'byHand';
}
