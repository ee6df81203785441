import { sayNumber } from '../../assess/sayNumber.js';
import type { MarginAccountId } from '../../model/marginAccount.js';
import { movesCollateral } from '../../model/order.js';
import { amountToFloat, smallest, toFloat, tokenAmount } from '../../model/units.js';
import type { ProjectedStep } from './carryOut.js';
import type { KnownToken } from './tokensOf.js';

/**
 * Where each account's collateral comes from: `2 300 USDC, of which 1 000 from the wallet, 1 300 by selling 0.65 WETH`. The wallet's
 * own is counted as used first, by whom comes first.
 */
export function saySources(
  steps: readonly ProjectedStep[],
  tokens: ReadonlyMap<string, KnownToken>,
): ReadonlyMap<MarginAccountId, string[]> {
  const pools = new Map<string, { from: string; left: bigint }[]>();
  for (const { symbol, balance } of tokens.values())
    pools.set(symbol, [{ from: 'from the wallet', left: BigInt(balance) }]);
  const decimalsOf = (symbol: string) => tokens.get(symbol)?.decimals ?? 18;
  const say = (amount: bigint, symbol: string) => sayNumber(amountToFloat(tokenAmount(amount), decimalsOf(symbol)));
  const take = (symbol: string, amount: bigint): { from: string; amount: bigint }[] => {
    const taken: { from: string; amount: bigint }[] = [];
    let wanted: bigint = amount;
    for (const pool of pools.get(symbol) ?? []) {
      const part = smallest(pool.left, wanted);
      if (part <= 0n) continue;
      pool.left -= part;
      wanted -= part;
      taken.push({ from: pool.from, amount: part });
    }
    return taken;
  };
  const said = new Map<MarginAccountId, string[]>();
  for (const step of steps) {
    const { terms, gives, takes, marginAccount } = step;
    const from = takes ? take(takes.token, takes.amount) : [];
    if (gives) {
      const how =
        terms.kind === 'trade'
          ? `by ${terms.side === 'Sell' ? 'selling' : 'buying with'} ${say(takes?.amount ?? 0n, takes?.token ?? '')} ${takes?.token}`
          : `${terms.kind === 'borrow' ? 'borrowed at' : 'from'} ${marginAccount}`;
      pools.set(gives.token, [...(pools.get(gives.token) ?? []), { from: how, left: BigInt(gives.amount) }]);
    }
    const lines = said.get(marginAccount) ?? [];
    if (step.kind === 'put' && takes && movesCollateral(terms)) {
      const verb = terms.kind === 'repay' ? 'repay ' : '';
      const parts =
        from.length === 1
          ? ` ${from[0]?.from}`
          : `, of which ${from.map((part) => `${say(part.amount, takes.token)} ${part.from}`).join(', ')}`;
      said.set(marginAccount, [...lines, `${verb}${say(takes.amount, takes.token)} ${takes.token}${parts}`]);
    } else if (step.kind === 'reduce' && terms.kind === 'trade') {
      const trade = `${terms.side.toLowerCase()} ${sayNumber(toFloat(terms.quantity))} ${terms.instrument}`;
      said.set(marginAccount, [...lines, `${trade}, since collateral alone cannot do it`]);
    }
  }
  return said;
}
