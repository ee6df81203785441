import { erc20Abi } from '../../abis/erc20.js';
import type { BlockState } from '../../src/model/desk.js';
import type { RebalanceWorld } from './world.js';

/** Base units, by account and token: `acc01 USDC`. */
export type Taken = ReadonlyMap<string, bigint>;

/** What all accounts hold of every token, asked of the chain, and whether nothing was lost or made on the way. */
export function createBalances({ world, books, trader }: Pick<RebalanceWorld, 'world' | 'books' | 'trader'>) {
  const tokens = Object.entries(world.tokens);
  return {
    async take(): Promise<Taken> {
      const asked = books.flatMap(({ name, account }) =>
        tokens.map(async ([symbol, { address }]): Promise<[string, bigint]> => {
          const args = [account.address] as const;
          return [
            `${name} ${symbol}`,
            await world.publicClient.readContract({ address, abi: erc20Abi, functionName: 'balanceOf', args }),
          ];
        }),
      );
      return new Map(await Promise.all(asked));
    },
    /** Sentences, one for each token of which the sum over all accounts is not what trades say, or that is left with the trader. */
    compare(before: Taken, after: Taken, blocks: readonly BlockState[]): string[] {
      const wrong: string[] = [];
      for (const [symbol] of tokens) {
        const sum = (taken: Taken) => books.reduce((all, { name }) => all + (taken.get(`${name} ${symbol}`) ?? 0n), 0n);
        const moved = movedBy(blocks, symbol, world.tokens[symbol]?.decimals ?? 18);
        if (sum(after) - sum(before) !== moved)
          wrong.push(`${symbol}: ${sum(after) - sum(before)} came in over all accounts, trades say ${moved}`);
        const left = (after.get(`${trader.name} ${symbol}`) ?? 0n) - (before.get(`${trader.name} ${symbol}`) ?? 0n);
        if (left !== 0n) wrong.push(`${symbol}: ${left} is left with the account that trades`);
      }
      return wrong;
    },
  };
}

/** Of one token, what the blocks' own orders have brought in (negative: paid), as their fills say. Perpetuals move nothing. */
function movedBy(blocks: readonly BlockState[], symbol: string, decimals: number): bigint {
  let moved = 0n;
  for (const block of blocks) {
    const own = block.parents.find(({ id }) => id === block.parent);
    for (const fill of own?.children.flatMap(({ fills }) => fills) ?? []) {
      if (fill.kind !== 'trade') continue;
      const sign = fill.side === 'Buy' ? 1n : -1n;
      if (fill.cash?.token === symbol) moved -= sign * fill.cash.amount;
      if (fill.instrument === `uniswap-v3 ${symbol}/USDC`)
        moved += (sign * fill.quantity * 10n ** BigInt(decimals)) / 10n ** 18n;
    }
  }
  return moved;
}
