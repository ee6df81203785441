import type { Hex, Log } from 'viem';
import { zeroHash } from 'viem';
import type { OrderId, OrderTerms } from '../../model/order.js';
import type { Reading } from '../../model/reading.js';
import { mapReading } from '../../model/reading.js';
import { wei } from '../../model/units.js';
import type { UnsolicitedChange, VenueOrderLife } from '../../model/venueOrder.js';
import type { OrderTracking } from '../venue.js';
import { VenueReadError } from '../venue.js';
import type { Binding } from './binding.js';
import { sayEnd } from './errors/sayEnd.js';
import { createdOrders } from './events/createdOrders.js';
import type { EmitterLog } from './events/eventLog.js';
import type { LifeEntry, OrderLife } from './events/life.js';
import { orderLifeQueries, positionChangesQuery } from './events/logQueries.js';
import type { UnsolicitedFill } from './events/unsolicited.js';
import { unsolicitedChanges } from './events/unsolicited.js';
import { type KnownLife, knownLife } from './knownLife.js';
import { GMX_V2 } from './names.js';
import { marketOf, orderFills, tradeFill } from './orderFills.js';
import { positionEvidence } from './positionEvidence.js';
import { positionIdOf } from './positionId.js';
import type { KnownMarkets } from './read/accountState.js';
import { readOrders } from './read/readOrder.js';
import { orderKey } from './restingRequest.js';

/** How GMX's two steps are followed: the request is mined by us, the rest is done by its keepers and told by its events. */
export function createTracking(binding: Binding, known: KnownMarkets): OrderTracking {
  const { account, release } = binding;
  const { eventEmitter } = release.contracts;
  return {
    created: (logs) => createdOrders(emitted(logs), eventEmitter, account),
    standing: (orders) => standing(binding, orders),
    queries: (orders) => orderLifeQueries(eventEmitter, orders.map(orderKey)),
    lifeOf: (order, terms, logs) => lifeOf(binding, known, order, terms, logs),
    evidence: (order, logs) => positionEvidence(release, order, emitted(logs)),
    changes: () => [positionChangesQuery(eventEmitter, account)],
    unsolicited: (logs, isOurs) =>
      unsolicitedChanges(emitted(logs), eventEmitter, account, isOurs).flatMap((change) =>
        told(binding, known, change, emitted(logs)),
      ),
  };
}

/** Logs of mined transactions; those of a pending block tell nothing yet. */
const emitted = (logs: readonly Log[]): EmitterLog[] =>
  logs.flatMap((log) =>
    log.blockNumber === null || log.blockHash === null || log.transactionHash === null || log.logIndex === null
      ? []
      : [log as EmitterLog],
  );

const standing = (
  { release }: Binding,
  orders: readonly OrderId[],
): Reading<ReadonlyMap<OrderId, 'New' | 'Suspended'>> =>
  mapReading(readOrders(release, orders.map(orderKey)), (found) => {
    const stand = new Map<OrderId, 'New' | 'Suspended'>();
    for (const [key, order] of found) if (order) stand.set(key, order.isFrozen ? 'Suspended' : 'New');
    return stand;
  });

const statusOf = { pending: 'New', frozen: 'Suspended', executed: 'Filled', cancelled: 'Canceled' } as const;

function lifeOf(
  binding: Binding,
  known: KnownMarkets,
  order: OrderId,
  terms: OrderTerms,
  logs: readonly Log[],
): VenueOrderLife {
  const life = knownLife(emitted(logs), binding.release.contracts.eventEmitter, orderKey(order));
  if (!life) return { status: 'New', text: '', fills: [], keeperPaid: wei(0n), at: null };
  const { blockNumber, blockHash, transactionHash } = life.history.at(-1)?.at ?? life.created.at;
  return {
    status: statusOf[life.state],
    text: textOf(life, marketOf(known, life.order.market)?.indexTokenDecimals ?? null),
    fills: orderFills(binding, known, life, terms),
    keeperPaid: wei(life.keeperFee),
    at: { blockNumber, blockHash: blockHash ?? zeroHash, transactionHash },
  };
}

/** Why it stands where it stands; what GMX changed on its own account is said too. */
function textOf({ history, insolvent }: OrderLife, indexDecimals: number | null): string {
  const told = history.flatMap((entry) => entryText(entry, indexDecimals) ?? []);
  return [...told, ...(insolvent ? ['the position could not pay its costs: all of its collateral is lost'] : [])].join(
    '; ',
  );
}

function entryText(entry: LifeEntry, indexDecimals: number | null): string | null {
  switch (entry.status) {
    case 'cancelled':
      if (entry.by === 'account') return 'taken back by the account';
      if (entry.by === 'autoCancel') return 'cancelled by GMX with its position';
      return `cancelled by GMX: ${sayEnd(entry.reason, 'keeper', indexDecimals)}`;
    case 'frozen':
      return `frozen by GMX: ${sayEnd(entry.reason, 'keeper', indexDecimals)}`;
    case 'sizeDeltaAutoUpdated':
      // A stop asks for all there ever may be, and GMX makes that all there is.
      return entry.nextSizeDeltaUsd > entry.sizeDeltaUsd
        ? 'made larger by GMX, as too little would have been left'
        : null;
    case 'collateralDeltaAutoUpdated':
      return 'the withdrawal was left out by GMX, as too little would have been left';
    case 'updated':
    case 'executed':
      return null;
  }
}

const kinds = {
  liquidation: 'liquidation',
  autoDeleveraging: 'autoDeleveraging',
  byHand: 'byHand',
  unknown: 'byHand',
} as const;

const said = {
  liquidation: 'GMX liquidated',
  autoDeleveraging: 'GMX deleveraged',
  byHand: 'an order that is not ours changed',
  unknown: 'an order that is not ours changed',
} as const;

function told(
  binding: Binding,
  known: KnownMarkets,
  change: UnsolicitedFill,
  logs: readonly EmitterLog[],
): UnsolicitedChange[] {
  const { fill, cause, orderKey: order, insolvent } = change;
  const life = lifeIfTold(logs, binding, order);
  const props = marketOf(known, fill.market);
  if (!props) return [];
  const marginAccount = positionIdOf(binding, props, fill);
  const loss = insolvent ? '; all of its collateral is lost' : '';
  return [
    {
      venue: GMX_V2,
      kind: kinds[cause],
      order,
      marginAccount,
      fill: (life && orderFills(binding, known, life)[0]) ?? tradeFill(props, fill, null),
      text: `${said[cause]} ${marginAccount}${loss}`,
      blockNumber: fill.at.blockNumber,
      blockHash: fill.at.blockHash ?? zeroHash,
      transactionHash: fill.at.transactionHash,
      logIndex: fill.at.logIndex,
    },
  ];
}

/** One order whose events contradict each other is told by its fill alone: it must not hide what happened to others. */
function lifeIfTold(logs: readonly EmitterLog[], { release }: Binding, order: Hex): KnownLife | null {
  try {
    return knownLife(logs, release.contracts.eventEmitter, order);
  } catch (error) {
    if (error instanceof VenueReadError) return null;
    throw error;
  }
}
