import type { OrdStatus } from '../../../model/order.js';

/** What may become of an order at GMX, and of a position without one. */
export interface OrderOutcome {
  /** For people. */
  title: string;
  /** How it is known. */
  when: string;
  /** Our order's status; null where there is none of ours. */
  status: OrdStatus | null;
  ballast: string;
}

export const orderOutcomes = {
  reverted: {
    title: 'creation reverted',
    when: 'the transaction that was to create the order reverted, or its rehearsal did',
    status: 'Rejected',
    ballast: 'names GMX’s error; nothing waits at GMX; the rule backs off',
  },
  pending: {
    title: 'pending',
    when: 'OrderCreated, and GMX’s DataStore holds it',
    status: 'New',
    ballast:
      'counts it as in flight: sizes are worked out as if it had filled; its collateral is in GMX’s vault, neither lost nor free',
  },
  expired: {
    title: 'expired',
    when: 'a market order still pending after REQUEST_EXPIRATION_TIME: keepers cannot execute it any more',
    status: 'New',
    ballast:
      'calls it overdue and survival does not rely on it; takes it back as soon as GMX lets the account, and the rules decide anew once its event has said so',
  },
  updated: {
    title: 'updated',
    when: 'OrderUpdated: a resting order was changed, by ballast or by hand; a frozen one has thawed',
    status: 'New',
    ballast: 'takes the order as it is now',
  },
  frozen: {
    title: 'frozen',
    when: 'OrderFrozen: a keeper tried a resting order and it failed; its fee is spent',
    status: 'Suspended',
    ballast: 'it protects nothing and counts for nothing; the reason is told by name',
  },
  executed: {
    title: 'executed',
    when: 'OrderExecuted, with PositionIncrease or PositionDecrease of the same transaction',
    status: 'Filled',
    ballast: 'books price, fees, impact, funding and what was realised from the events',
  },
  executedResized: {
    title: 'executed, size corrected',
    when: 'OrderSizeDeltaAutoUpdated, then executed: capped to the position, or grown to a full close because too little would be left',
    status: 'Filled',
    ballast: 'books the size that was filled, not the one asked for; the rules see the position as it is',
  },
  executedKeepingCollateral: {
    title: 'executed, withdrawal dropped',
    when: 'OrderCollateralDeltaAmountAutoUpdated, then executed: taking the collateral out would have left too little',
    status: 'Filled',
    ballast: 'books the reduction and no withdrawal; collateral is asked for again only when the position allows it',
  },
  cancelledByKeeper: {
    title: 'cancelled by GMX',
    when: 'OrderCancelled with an error: a keeper tried a market order (or a resting one that can never fill) and it failed; collateral and the rest of the fee come back',
    status: 'Canceled',
    ballast: 'names the error (below), and the rule decides anew, backing off with each failure in a row',
  },
  cancelledByAccount: {
    title: 'cancelled by the account',
    when: 'OrderCancelled, USER_INITIATED_CANCEL: by ballast or by hand',
    status: 'Canceled',
    ballast: 'books the cancellation; what was held is in the wallet again',
  },
  autoCancelled: {
    title: 'cancelled with its position',
    when: 'OrderCancelled, AUTO_CANCEL: the position was closed and took its stop-loss or take-profit with it',
    status: 'Canceled',
    ballast: 'books the cancellation; there is nothing left to protect',
  },
  gone: {
    title: 'gone without a trace',
    when: 'the DataStore does not hold it and no event tells why, yet',
    status: 'Unknown',
    ballast:
      'does not guess: no new risk in its place, reductions go on, and its events are asked for until they are found; only a position that is older than the order, and was not touched since, proves it cancelled',
  },
  takenBack: {
    title: 'taken back by a reorganisation',
    when: 'the logs that told of it are removed',
    status: 'New',
    ballast: 'folds the logs that remain into a life again: what is not on the chain has not happened',
  },
  liquidated: {
    title: 'liquidated',
    when: 'PositionDecrease of order type 7, which nobody asked for',
    status: null,
    ballast: 'notes the loss with its fees, and the rules decide on what is left',
  },
  insolvent: {
    title: 'closed insolvent',
    when: 'InsolventClose: the loss was more than the collateral',
    status: null,
    ballast: 'books the whole collateral as lost; the zero fees of the event are not believed',
  },
  autoDeleveraged: {
    title: 'auto-deleveraged',
    when: 'OrderExecuted with secondary order type 1: GMX reduced a profitable position',
    status: null,
    ballast: 'notes what was realised, and the rules hedge anew where the exposure has gone',
  },
  byHand: {
    title: 'changed by hand',
    when: 'a position changed for an order that is not in the ledger, such as from GMX’s web app',
    status: null,
    ballast: 'notes it as unsolicited, and the rules decide on the position as it is',
  },
} as const satisfies Readonly<Record<string, OrderOutcome>>;

export type OrderOutcomeName = keyof typeof orderOutcomes;
