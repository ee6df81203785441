import { sayNumber } from '../../../assess/sayNumber.js';
import type { KeyPolicy } from '../../../model/keyPolicy.js';
import { fromFloat, type Wei, wei, weiToFloat } from '../../../model/units.js';
import { refuse, type SigningRefusal } from './signingRules.js';

/** What signatures may have cost. */
export interface Spending {
  /** USD added to what is at risk. */
  notional: number;
  /** Wei, of gas at the price that was signed and of what keepers were paid. */
  gas: Wei;
}

/**
 * A sum over signatures, each nonce once at its dearest: only one transaction is ever mined at a nonce, so a replacement is not a
 * second trade. The nonce that is to be signed now is left out, for the same reason.
 */
export function spendingOf(
  asked: readonly { nonce: number; notional: number; gasCost: Wei; allowed: boolean }[],
  except: number,
): Spending {
  const byNonce = new Map<number, Spending>();
  for (const { nonce, notional, gasCost, allowed } of asked) {
    if (!allowed || nonce === except) continue;
    const { notional: usd, gas } = byNonce.get(nonce) ?? { notional: 0, gas: 0n };
    byNonce.set(nonce, { notional: Math.max(usd, notional), gas: wei(gasCost > gas ? gasCost : gas) });
  }
  const all = [...byNonce.values()];
  return {
    notional: all.reduce((sum, { notional }) => sum + notional, 0),
    gas: wei(all.reduce((sum, { gas }) => sum + gas, 0n)),
  };
}

/** Whether what may add risk fits what the operator allows; null when it does. */
export function judgeBudgets(
  asked: Spending,
  spent: Spending,
  { profile, transaction, day }: KeyPolicy,
): SigningRefusal | null {
  if (profile === 'reduceOnly') return refuse('profile', 'it may add risk, and the key only reduces');
  if (!(asked.notional <= transaction.notional)) {
    const most = `a transaction may add ${sayNumber(transaction.notional)} USD`;
    return refuse('transaction.notional', `it may add ${sayNumber(asked.notional)} USD to what is at risk; ${most}`);
  }
  if (!(spent.notional + asked.notional <= day.notional)) {
    const used = `${sayNumber(spent.notional)} USD were signed in the last 24 h`;
    const most = `24 h may add ${sayNumber(day.notional)} USD`;
    return refuse(
      'day.notional',
      `it may add ${sayNumber(asked.notional)} USD to what is at risk, and ${used}; ${most}`,
    );
  }
  if (asked.gas > inWei(transaction.gas)) {
    const most = `a transaction may cost ${transaction.gas}`;
    return refuse('transaction.gas', `its gas may cost ${shown(asked.gas)} of the gas token; ${most}`);
  }
  if (spent.gas + asked.gas > inWei(day.gas)) {
    const used = `${shown(spent.gas)} were signed in the last 24 h`;
    return refuse(
      'day.gas',
      `its gas may cost ${shown(asked.gas)} of the gas token, and ${used}; 24 h may cost ${day.gas}`,
    );
  }
  return null;
}

/** More than there is of any gas token. */
const endless = 2n ** 256n;
const inWei = (budget: number): bigint =>
  Number.isFinite(budget) ? fromFloat(budget, 'down') : budget > 0 ? endless : 0n;

const shown = (amount: Wei): string => weiToFloat(amount).toFixed(6);
