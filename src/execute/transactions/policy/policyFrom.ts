import type { Address } from 'viem';
import type { KeyPolicy } from '../../../model/keyPolicy.js';
import type { Limits } from '../../../model/strategy.js';

/** What an operator states of a key; what is left out comes from the strategy's limits. */
export interface StatedPolicy {
  profile?: KeyPolicy['profile'] | undefined;
  transaction?: { notional?: number | undefined; gas?: number | undefined } | undefined;
  day?: { notional?: number | undefined; gas?: number | undefined } | undefined;
  transfersTo?: readonly Address[] | undefined;
}

/**
 * The signer's budgets stand behind the strategy's limits and must not trip over an order that those have just let through.
 * USD: a limit counts at the venue's mark, the signer at the index. Gas of a day: a limit counts what was paid, the signer the
 * most that each transaction could cost, a third of which is paid as a rule (half as much gas again, twice the base fee).
 */
const headroom = { notional: 1.1, dayGas: 4 } as const;

/** Infinity where neither the key nor the strategy sets a bound. */
export function policyFrom(stated: StatedPolicy | undefined, { order, day }: Pick<Limits, 'order' | 'day'>): KeyPolicy {
  return {
    profile: stated?.profile ?? 'trade',
    transaction: {
      notional: stated?.transaction?.notional ?? order * headroom.notional,
      gas: stated?.transaction?.gas ?? day.gas,
    },
    day: {
      notional: stated?.day?.notional ?? day.turnover * headroom.notional,
      gas: stated?.day?.gas ?? day.gas * headroom.dayGas,
    },
    transfersTo: stated?.transfersTo ?? [],
  };
}
