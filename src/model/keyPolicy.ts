import type { Address } from 'viem';

/**
 * What a key may sign at most, stated by whoever owns the key. What can only lower risk is not counted against USD budgets, as
 * the decoded calldata tells it, whatever class an order says it is of: no budget may stop a rescue.
 */
export interface KeyPolicy {
  /** `reduceOnly`: nothing that may add risk is ever signed. */
  profile: 'trade' | 'reduceOnly';
  transaction: SigningBudget;
  /** In any 24 hours, kept across restarts. */
  day: SigningBudget;
  /** Own accounts that it may give tokens and positions to, where an order says so; nobody, as a rule. */
  transfersTo: readonly Address[];
}

/** Infinity where nothing is stated. */
export interface SigningBudget {
  /** USD that may be added to what is at risk. */
  notional: number;
  /** Gas token: gas at the price that is signed, and what is paid to keepers. */
  gas: number;
}

export const unlimitedKeyPolicy: KeyPolicy = {
  profile: 'trade',
  transaction: { notional: Number.POSITIVE_INFINITY, gas: Number.POSITIVE_INFINITY },
  day: { notional: Number.POSITIVE_INFINITY, gas: Number.POSITIVE_INFINITY },
  transfersTo: [],
};
