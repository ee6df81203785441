import type { Hex } from 'viem';
import type { NamedError } from '../../venue.js';
import { decodeGmxError } from '../errors/decodeGmxError.js';

/** Why an order was cancelled or frozen. */
export interface EndReason {
  /** `USER_INITIATED_CANCEL`, `AUTO_CANCEL`, the string of an Error(string), or empty. */
  text: string;
  bytes: Hex;
  /** The error in the bytes; null when there are none, or when only a later release of GMX knows it. */
  error: NamedError | null;
}

export type CancelledBy = 'account' | 'autoCancel' | 'keeper';

export const endReasonOf = (values: { reason: string; reasonBytes: Hex }): EndReason => ({
  text: values.reason,
  bytes: values.reasonBytes,
  error: decodeGmxError(values.reasonBytes),
});

/** `autoCancel`: GMX itself, because the position was closed. `keeper`: the order could not be executed. */
export const cancelledBy = ({ text }: EndReason): CancelledBy =>
  text === 'USER_INITIATED_CANCEL' ? 'account' : text === 'AUTO_CANCEL' ? 'autoCancel' : 'keeper';
