import type { OrderEventName } from './eventsByOrder.js';

/** `unseen`: nothing of the order was read yet. Executed and cancelled orders have left GMX's DataStore. */
export const orderStates = ['unseen', 'pending', 'frozen', 'executed', 'cancelled'] as const;
export type OrderState = (typeof orderStates)[number];

/** Why an event cannot come in a state. */
export const impossibilities = {
  early: 'its creation is missing, which is always the first event of an order',
  twice: 'an order is created once, and frozen only while it is not',
  late: 'the order had ended before',
  unpaid: 'keepers are paid for an execution, a cancellation or a freeze, and none of these came first',
} as const;
export type Impossibility = keyof typeof impossibilities;

/** The state that an event leads to, or why it cannot be. */
export type Transition = Exclude<OrderState, 'unseen'> | Impossibility;
type Row = Readonly<Record<OrderState, Transition>>;

/** An order fills before it is told executed: what tells of the fill leaves the state as it is. */
const filling: Row = { unseen: 'early', pending: 'pending', frozen: 'frozen', executed: 'late', cancelled: 'late' };
const paying: Row = {
  unseen: 'early',
  pending: 'unpaid',
  frozen: 'frozen',
  executed: 'executed',
  cancelled: 'cancelled',
};

/**
 * The state an order is in, by what is told of it. An event that only repeats what was told (a log delivered again) is
 * ignored and not looked up here. An update thaws a frozen order; a frozen one may also be executed as it stands.
 */
export const orderTransitions: Readonly<Record<OrderEventName, Row>> = {
  OrderCreated: { unseen: 'pending', pending: 'twice', frozen: 'twice', executed: 'twice', cancelled: 'twice' },
  OrderUpdated: { unseen: 'early', pending: 'pending', frozen: 'pending', executed: 'late', cancelled: 'late' },
  OrderFrozen: { unseen: 'early', pending: 'frozen', frozen: 'twice', executed: 'late', cancelled: 'late' },
  OrderExecuted: { unseen: 'early', pending: 'executed', frozen: 'executed', executed: 'late', cancelled: 'late' },
  OrderCancelled: { unseen: 'early', pending: 'cancelled', frozen: 'cancelled', executed: 'late', cancelled: 'late' },
  OrderSizeDeltaAutoUpdated: filling,
  OrderCollateralDeltaAmountAutoUpdated: filling,
  PositionIncrease: filling,
  PositionDecrease: filling,
  PositionFeesCollected: filling,
  PositionFeesInfo: filling,
  InsolventClose: filling,
  ClaimableFundingUpdated: filling,
  ClaimableCollateralUpdated: filling,
  InsufficientFundingFeePayment: filling,
  KeeperExecutionFee: paying,
  ExecutionFeeRefund: paying,
};

export const isImpossible = (transition: Transition): transition is Impossibility =>
  Object.hasOwn(impossibilities, transition);
