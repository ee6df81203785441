import type { Holdings } from '../../model/holdings.js';
import type { MarginAccountId } from '../../model/marginAccount.js';

/** What is held in one margin account, or with null outside all of them; margins and the rest stay as they are. */
export function ofAccount(holdings: Holdings, account: MarginAccountId | null): Holdings {
  const own = <Held extends { marginAccount: MarginAccountId | null }>(held: readonly Held[]) =>
    held.filter(({ marginAccount }) => marginAccount === account);
  return {
    ...holdings,
    options: own(holdings.options),
    linear: own(holdings.linear),
    liquidity: own(holdings.liquidity),
  };
}
