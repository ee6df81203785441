import type { BallastErrorOptions } from '../../../model/error.js';
import { VenueRefusal } from '../../venue.js';

/** What GMX's contracts would revert with, by its own name. */
export type GmxRefusalReason =
  | 'EmptyReceiver'
  | 'EmptyOrder'
  | 'EmptyMarket'
  | 'InsufficientExecutionFee'
  | 'InsufficientWntAmountForExecutionFee'
  | 'MaxCallbackGasLimitExceeded'
  | 'OrderTypeCannotBeCreated'
  | 'UnexpectedValidFromTime'
  /** Not by createOrder: GMX takes it, lets a keeper cancel it and keeps the fee. */
  | 'InvalidDecreaseOrderSize'
  | 'OrderNotFound'
  | 'OrderNotUpdatable'
  | 'RequestNotYetCancellable'
  /** The string that USDC and WETH revert with. */
  | 'ERC20: transfer amount exceeds balance';

/** What GMX would take and we do not send. */
export type OwnRefusalReason =
  /** It has no effect there: an order that looks protected and is not. */
  | 'AutoCancelOnMarketOrder'
  /** It would trade in markets that nobody looks after. */
  | 'SwapPathNotUsed'
  /** The payout would be someone else's. */
  | 'ForeignReceiver'
  /** What is sent anywhere but to the vault is gone, and what is sent for no order is the next caller's. */
  | 'FundsAstray'
  /** The account's ETH is less than the transaction's value. */
  | 'InsufficientFunds';

/** A request that would fail or do harm, known before anything is sent. `facts` are the error's arguments. */
export class GmxRefusal extends VenueRefusal {
  override name = 'GmxRefusal';
  readonly reason: GmxRefusalReason | OwnRefusalReason;

  constructor(
    reason: GmxRefusalReason | OwnRefusalReason,
    shortMessage: string,
    args: Readonly<Record<string, bigint | string>> = {},
    options: Omit<BallastErrorOptions, 'facts'> = {},
  ) {
    super(`${shortMessage} (${reason})`, {
      ...options,
      facts: Object.entries(args).map(([name, value]) => `${name} ${value}`),
    });
    this.reason = reason;
  }
}
