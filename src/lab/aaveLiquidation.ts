import type { Address } from 'viem';
import { maxUint256 } from 'viem';
import { type AaveV3Contracts, aaveTokens } from './aaveV3.js';
import { developmentAccount } from './chain.js';
import type { Liquidation } from './liquidation.js';
import type { World } from './market.js';

const liquidator = developmentAccount(3);

/** Half of a debt at a time, unless the account is deep under water; this many leave nothing to take. */
const MAX_CALLS = 16;

/** Whatever Aave lets be liquidated: health below 1, the largest debt against the largest collateral. */
export async function liquidateLoans(
  { chain, aave }: Pick<World, 'chain' | 'aave'>,
  account: Address,
): Promise<Liquidation[]> {
  const done: Liquidation[] = [];
  if (!aave) return done;
  for (let call = 0; call < MAX_CALLS; call++) {
    const health = (await chain.read<readonly bigint[]>(aave.Pool, 'getUserAccountData', [account]))[5] ?? 0n;
    if (health >= 10n ** 18n) break;
    const held = await holdings({ chain, aave }, account);
    const debt = largest(held, ({ owed }) => owed);
    const collateral = largest(held, ({ supplied }) => supplied);
    if (!debt || !collateral) break;
    const { token } = aave.reserves[debt.symbol];
    await chain.send(token, 'mint', [liquidator, debt.amountOwed * 2n]);
    await chain.send(token, 'approve', [aave.Pool.address, maxUint256], { from: liquidator });
    const assets = [aave.reserves[collateral.symbol].token.address, token.address] as const;
    const { transactionHash } = await chain.send(
      aave.Pool,
      'liquidationCall',
      [...assets, account, maxUint256, false],
      { from: liquidator },
    );
    await chain.send(token, 'approve', [aave.Pool.address, 0n], { from: liquidator });
    done.push({ account, venue: 'aave-v3', what: `${debt.symbol} debt`, hash: transactionHash });
  }
  return done;
}

/** USD of 8 decimals, by reserve. */
async function holdings({ chain, aave }: Pick<World, 'chain'> & { aave: AaveV3Contracts }, account: Address) {
  const { data: bits } = await chain.read<{ data: bigint }>(aave.Pool, 'getUserConfiguration', [account]);
  return Promise.all(
    aaveTokens.map(async (symbol, id) => {
      const { token, decimals, aToken, variableDebtToken } = aave.reserves[symbol];
      const balanceOf = (address: Address) => chain.read<bigint>({ address, abi: token.abi }, 'balanceOf', [account]);
      const price = await chain.read<bigint>(aave.Oracle, 'getAssetPrice', [token.address]);
      const counts = ((bits >> BigInt(2 * id + 1)) & 1n) === 1n;
      const amountOwed = await balanceOf(variableDebtToken);
      const worth = (amount: bigint) => (amount * price) / 10n ** BigInt(decimals);
      return { symbol, amountOwed, owed: worth(amountOwed), supplied: counts ? worth(await balanceOf(aToken)) : 0n };
    }),
  );
}

function largest<One>(all: readonly One[], sizeOf: (one: One) => bigint): One | undefined {
  const [first] = all.filter((one) => sizeOf(one) > 0n).sort((a, b) => (sizeOf(a) < sizeOf(b) ? 1 : -1));
  return first;
}
