import { type Hex, parseTransaction } from 'viem';
import { BallastError } from '../../model/error.js';
import { smallest, type Wei, wei } from '../../model/units.js';

/** EIP-1559, wei per gas. */
export interface Fees {
  maxFeePerGas: Wei;
  maxPriorityFeePerGas: Wei;
}

/** The cap would not buy a place in a block. */
export class FeeCapError extends BallastError {
  override name = 'FeeCapError';
}

export interface FeesOptions {
  /** Of the latest block. */
  baseFee: Wei;
  /** What the node suggests as a tip; paid up to the most that makes sense. */
  priorityFee: Wei;
  /** Saves an account: a dearer tip is paid. */
  urgent?: boolean;
  /** Never more than this per gas; none when unset. */
  cap?: Wei;
}

/**
 * The most that is tipped, whatever a node suggests: one wrong answer must not empty an account. Some chains demand tens
 * of gwei, and there base fees are as high, so the cap is the higher of a floor (a busy hour on a quiet chain) and a
 * multiple of the base fee (where the tip outweighs what a block's place is worth to anybody else).
 */
const tipCaps = {
  ordinary: { floor: 3n * 10n ** 9n, baseFees: 2n },
  /** In a crash everybody wants the same block; not being mined costs a liquidation. */
  urgent: { floor: 10n * 10n ** 9n, baseFees: 5n },
} as const;

/** Most that is tipped, wei per gas. */
export function mostTip(baseFee: Wei, urgent: boolean): Wei {
  const { floor, baseFees } = urgent ? tipCaps.urgent : tipCaps.ordinary;
  return larger(wei(floor), wei(baseFees * baseFee));
}

/**
 * Twice the base fee plus the tip: stays valid through six full blocks, each of which raises the base fee by at most an
 * eighth (EIP-1559). Above the cap, the cap. @throws FeeCapError when that is below the base fee and the tip is lost.
 */
export function feesFor({ baseFee, priorityFee, urgent = false, cap }: FeesOptions): Fees {
  const tip = smallest(priorityFee, mostTip(baseFee, urgent));
  const wanted = 2n * baseFee + tip;
  const maxFeePerGas = wei(cap !== undefined && cap < wanted ? cap : wanted);
  if (maxFeePerGas < baseFee) {
    throw new FeeCapError(`the fee cap of ${cap} wei is below the base fee of ${baseFee} wei`, {
      mend: 'wait for gas to get cheaper, or raise the cap',
      retryable: true,
    });
  }
  return { maxFeePerGas, maxPriorityFeePerGas: smallest(tip, maxFeePerGas) };
}

/**
 * Fees that replace a transaction in a node's pool: both rise by so many percent, rounded up. Geth wants 10 of both, and a tip
 * of nothing must rise too.
 */
export const bumped = ({ maxFeePerGas, maxPriorityFeePerGas }: Fees, percent = 10n): Fees => ({
  maxFeePerGas: raised(maxFeePerGas, percent),
  maxPriorityFeePerGas: raised(maxPriorityFeePerGas, percent),
});

/** The higher of both, field by field. */
export const higherFees = (a: Fees, b: Fees): Fees => ({
  maxFeePerGas: larger(a.maxFeePerGas, b.maxFeePerGas),
  maxPriorityFeePerGas: larger(a.maxPriorityFeePerGas, b.maxPriorityFeePerGas),
});

/**
 * Half as much again as the estimate, rounded up: funding, interest and averages write more when the timestamp moves on
 * between estimate and mining.
 */
export const gasLimitFor = (estimate: bigint): bigint => (estimate * 3n + 1n) / 2n;

const raised = (fee: Wei, percent: bigint): Wei => wei((fee * (100n + percent)) / 100n + 1n);

/** What a signed transaction offers. */
export function feesIn(bytes: Hex): Fees {
  const { maxFeePerGas = 0n, maxPriorityFeePerGas = 0n } = parseTransaction(bytes);
  return { maxFeePerGas: wei(maxFeePerGas), maxPriorityFeePerGas: wei(maxPriorityFeePerGas) };
}

export function larger(a: Wei, b: Wei): Wei {
  if (a > b) return a;
  return b;
}
