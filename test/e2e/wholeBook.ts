import { parseUnits } from 'viem';
import type { AaveToken } from '../../src/lab/aaveV3.js';
import type { Funds, LabAccount } from '../../src/lab/accounts.js';
import type { Book } from '../../src/lab/book.js';
import { createLabChain } from '../../src/lab/chain.js';
import type { WholeLab } from '../../src/lab/lab.js';

/** Whole tokens, by symbol. */
type Amounts = Partial<Record<AaveToken, number>>;

export interface WholeBookText {
  funds: Funds;
  book: Book;
  loan?: { supply: Amounts; borrow: Amounts };
}

/** What an account of the whole lab may watch. */
export const everywhere = [
  { lyra: 'ETH' },
  { 'perp-v2': 'ETH' },
  { 'aave-v3': ['WETH', 'USDC', 'sUSD'] },
  { 'uniswap-v3': ['WETH/USDC'] },
  { wallet: ['USDC', 'WETH', 'sUSD', 'sETH'] },
] as const;

/** An account with positions everywhere, an hour past their opening: marks, averages and pools agree. */
export async function openWholeBook(
  lab: WholeLab,
  { funds, book, loan }: WholeBookText,
): Promise<LabAccount & { options: readonly bigint[] }> {
  const account = await lab.createAccount(funds);
  // What is borrowed may be what the rest is paid with.
  if (loan) await openLoan(lab, account, loan);
  const { options } = await lab.openBook(account, book);
  await lab.advance(3_600);
  return { ...account, options };
}

/** Supplies, then borrows, without signing. */
export async function openLoan(
  lab: WholeLab,
  { address: from }: LabAccount,
  { supply, borrow }: { supply: Amounts; borrow: Amounts },
): Promise<void> {
  const { send } = createLabChain(lab.url);
  const { Pool, reserves } = lab.contracts.aave;
  const amounts = (some: Amounts) =>
    (Object.entries(some) as [AaveToken, number][]).map(([symbol, whole]) => ({
      token: reserves[symbol].token,
      amount: parseUnits(String(whole), reserves[symbol].decimals),
    }));
  await lab.testClient.impersonateAccount({ address: from });
  for (const { token, amount } of amounts(supply)) {
    await send(token, 'approve', [Pool.address, amount], { from });
    await send(Pool, 'supply', [token.address, amount, from, 0], { from });
  }
  for (const { token, amount } of amounts(borrow))
    await send(Pool, 'borrow', [token.address, amount, 2n, 0, from], { from });
  await lab.testClient.stopImpersonatingAccount({ address: from });
}
