import type { Hash } from 'viem';
import { expect, test } from 'vitest';
import { useGmxLab } from '../../../test/gmxLab.js';
import { createGmxTrader, gmxCollateral, gmxTrade } from '../../../test/gmxTrader.js';
import type { OrderTerms } from '../../model/order.js';
import { unixSeconds } from '../../model/units.js';

const lab = useGmxLab();

const SHORT = 'gmx-v2 ETH/USD short USDC';
const LONG = 'gmx-v2 ETH/USD long USDC';

test('default: each order uses the gas, and its keeper keeps the fee, that was foretold, within an eighth', async () => {
  const { venue, read, send } = await createGmxTrader(lab());
  for (const terms of [
    gmxTrade('Sell', '2'),
    gmxTrade('Sell', '1'),
    gmxTrade('Buy', '1', { position: SHORT, reduceOnly: true }),
    gmxCollateral('addCollateral', '500'),
    gmxCollateral('removeCollateral', '500'),
    gmxTrade('Buy', '2', { position: SHORT, reduceOnly: true }),
    gmxTrade('Buy', '2'),
    // Closes the one and opens the other: two orders in one transaction.
    gmxTrade('Sell', '3', { position: LONG }),
  ] satisfies OrderTerms[]) {
    // Dear enough that the tip of the lab's keeper, which Arbitrum would drop, hardly counts.
    await lab().testClient.setNextBlockBaseFeePerGas({ baseFeePerGas: 200n * 10n ** 9n });
    await lab().testClient.mine({ blocks: 1 });
    const reading = await read();
    const way = venue.ways?.(reading).find(({ kind, marginAccount }) => kind === terms.kind && marginAccount === SHORT);
    const { gas = 0n, keeper = 0n } = terms.kind === 'trade' ? venue.estimate(reading, terms) : (way ?? {});
    let used = 0n;
    let kept = 0n;
    for (const request of venue.prepare(reading, terms, unixSeconds(0))) {
      const { status, gasUsed, logs } = await send(request);
      expect(status).toBe('success');
      used += gasUsed;
      for (const order of venue.tracking?.created(logs) ?? []) {
        const { hash } = await lab().keeper.execute(order as Hash);
        const receipt = await lab().publicClient.getTransactionReceipt({ hash: hash ?? '0x' });
        const life = venue.tracking?.lifeOf(order, terms, [...logs, ...receipt.logs]);
        // In gas, since the base fee falls from block to block.
        kept += (life?.keeperPaid ?? 0n) / receipt.effectiveGasPrice;
      }
    }
    const what = `${terms.kind} ${terms.kind === 'trade' ? terms.side : ''}`;
    expect(Math.abs(Number(used) / Number(gas) - 1), `${what}: ${used} of ${gas}`).toBeLessThan(1 / 8);
    const keptGas = keeper / reading.detail.baseFee;
    expect(Math.abs(Number(kept) / Number(keptGas) - 1), `${what}: kept ${kept} of ${keptGas}`).toBeLessThan(1 / 8);
  }
});
