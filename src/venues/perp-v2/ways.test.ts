import fc from 'fast-check';
import { parseEther, parseUnits } from 'viem';
import { expect, test } from 'vitest';
import { useLab } from '../../../test/lab.js';
import { collateral, createPerpV2Trader, trade } from '../../../test/perpV2Trader.js';
import { bps, toFloat, tokenAmount, unixSeconds, wad } from '../../model/units.js';
import type { PerpV2Detail } from './state.js';

const lab = useLab();

async function holder() {
  const trader = await createPerpV2Trader(lab(), 50_000);
  await trader.carryOut(collateral('addCollateral', '5000'));
  await trader.carryOut(trade('Sell', '4.2'));
  return trader;
}

/** In and out. */
function waysOf({ venue }: Awaited<ReturnType<typeof holder>>, reading: Parameters<typeof venue.after>[0]) {
  const [into, out] = venue.ways?.(reading) ?? [];
  if (!into || !out) throw new Error('perp-v2 has a way in and a way out');
  return { into, out };
}

test('default: a dollar each way, and as much out as is free of the initial margin', async () => {
  const trader = await holder();
  const { into, out } = waysOf(trader, await trader.read());
  expect(into).toMatchObject({ kind: 'addCollateral', equity: 1, maintenance: 0, carry: 0, closed: null });
  expect(out).toMatchObject({ kind: 'removeCollateral', equity: -1, maintenance: 0, carry: 0, closed: null });
  expect(out.most).toBeGreaterThan(parseUnits('3000', 6));
  expect(out.most).toBeLessThan(parseUnits('5000', 6));
});

test('behavior: a withdrawal settles what is pending, and equity had counted it', async () => {
  const trader = await holder();
  // Somebody leads the pool away from its oracle, and it stays there for hours.
  const other = await createPerpV2Trader(lab(), 200_000);
  await other.carryOut(collateral('addCollateral', '200000'));
  await other.carryOut(trade('Buy', '20', { maxSlippage: bps(1000) }));
  await lab().testClient.increaseTime({ seconds: 3 * 3_600 });
  await lab().testClient.mine({ blocks: 1 });
  const reading = await trader.read();
  const { out } = waysOf(trader, reading);
  const pending = Math.abs(toFloat(wad(reading.detail.markets['ETH']?.pendingFunding ?? 0n)));
  expect(pending).toBeGreaterThan(1);
  const amount = tokenAmount(out.most / 2n);
  await trader.carryOut({ ...collateral('removeCollateral', '1'), amount });
  const [before, after] = [reading, await trader.read()].map(({ marginAccounts: [cross] }) => cross);
  if (!before || !after) throw new Error('no margin account');
  // A second of funding more, at most.
  const off = toFloat(after.equity) - toFloat(before.equity) + Number(amount) / 1e6;
  expect(Math.abs(off)).toBeLessThan(pending / 1000);
});

test('behavior: a paused Vault and a full one are closed, with the reason', async () => {
  const trader = await holder();
  const reading = await trader.read();
  const { detail } = reading;
  const of = (change: Partial<PerpV2Detail>) => waysOf(trader, { ...reading, detail: { ...detail, ...change } });
  const paused = of({ paused: { ...detail.paused, vault: true } });
  expect([paused.into.closed, paused.out.closed]).toEqual(["perp-v2's Vault is paused", "perp-v2's Vault is paused"]);
  const full = of({ vaultCap: detail.vaultHoldings });
  expect([full.into.closed, full.into.most, full.out.closed]).toEqual(["perp-v2's Vault takes no more USDC", 0n, null]);
});

test('invariant: what is let go of at most is refused by nobody, and a base unit more is', async () => {
  const trader = await holder();
  const reading = await trader.read();
  const { detail } = reading;
  fc.assert(
    fc.property(
      fc.bigInt({ min: -parseUnits('2000', 6), max: parseUnits('20000', 6) }),
      fc.bigInt({ min: -parseEther('900'), max: parseEther('900') }),
      fc.bigInt({ min: -parseEther('300'), max: parseEther('300') }),
      (vaultBalance, owedRealizedPnl, pendingFunding) => {
        const markets = Object.fromEntries(
          Object.entries(detail.markets).map(([name, market]) => [name, { ...market, pendingFunding }]),
        );
        const there = { ...reading, detail: { ...detail, vaultBalance, owedRealizedPnl, markets } };
        const { out } = waysOf(trader, there);
        const removed = (amount: bigint) => ({
          ...collateral('removeCollateral', '1'),
          amount: tokenAmount(amount),
        });
        const prepare = (amount: bigint) => trader.venue.prepare(there, removed(amount), unixSeconds(0));
        if (out.most > 0n) {
          prepare(out.most);
          const [a] = trader.venue.after(there, { ...collateral('addCollateral', '0') }).marginAccounts;
          const [b] = trader.venue.after(there, removed(out.most)).marginAccounts;
          if (!a || !b) throw new Error('no margin account');
          expect(b.maintenance).toBe(a.maintenance);
          // Settling cuts off less than a base unit.
          expect(Math.abs(toFloat(b.equity) - toFloat(a.equity) + Number(out.most) / 1e6)).toBeLessThanOrEqual(1.1e-6);
        }
        expect(() => prepare(out.most + 1n)).toThrow('would not let go of');
      },
    ),
  );
});
