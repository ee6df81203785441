import { parseEther, parseUnits } from 'viem';
import { expect, test } from 'vitest';
import { useGmxLab } from '../../../test/gmxLab.js';
import { createGmxTrader, gmxTrade } from '../../../test/gmxTrader.js';
import type { ClaimTerms } from '../../model/order.js';
import { tokenAmount, unixSeconds } from '../../model/units.js';

const lab = useGmxLab();

test('default: funding that was received is told, claimed, and in the wallet then', async () => {
  const trader = await createGmxTrader(lab());
  expect((await trader.read()).claimable).toEqual([]);
  await lab().controls.creditFunding(trader.address, { USDC: parseUnits('12.5', 6), WETH: parseEther('0.01') });
  const reading = await trader.read();
  const { claimable = [] } = reading;
  expect(claimable).toMatchObject([
    { instrument: 'gmx-v2 ETH/USD', token: 'WETH', decimals: 18, amount: parseEther('0.01') },
    { instrument: 'gmx-v2 ETH/USD', token: 'USDC', decimals: 6, amount: parseUnits('12.5', 6) },
  ]);
  const terms: ClaimTerms = { kind: 'claim', venue: 'gmx-v2', amounts: claimable };
  const [request, ...more] = trader.venue.prepare(reading, terms, unixSeconds(0));
  expect(more).toEqual([]);
  expect(request).toMatchObject({ purpose: 'claim', value: 0n, approval: null });
  const expected = trader.venue.after(reading, terms);
  const { receipt } = await trader.ask(terms);
  expect(trader.venue.fills(terms, receipt.logs)).toEqual(claimable.map((amount) => ({ kind: 'claim', ...amount })));
  const after = await trader.read();
  expect(after.claimable).toEqual([]);
  expect(after.funding).toEqual(expected.funding);
  expect(expected.claimable).toEqual([]);
});

test('behavior: one token is claimed, and the other stays owed', async () => {
  const trader = await createGmxTrader(lab());
  await lab().controls.creditFunding(trader.address, { USDC: 5_000_000n, WETH: parseEther('0.01') });
  const reading = await trader.read();
  const amounts = reading.claimable?.filter(({ token }) => token === 'USDC') ?? [];
  const terms: ClaimTerms = { kind: 'claim', venue: 'gmx-v2', amounts };
  const expected = trader.venue.after(reading, terms);
  await trader.ask(terms);
  const after = await trader.read();
  expect(after.claimable).toMatchObject([{ token: 'WETH' }]);
  expect({ claimable: after.claimable, funding: after.funding }).toEqual({
    claimable: expected.claimable,
    funding: expected.funding,
  });
});

test('args: what is not owed is not claimed', async () => {
  const trader = await createGmxTrader(lab());
  const { address } = lab().tokens.USDC;
  const usdc = { instrument: 'gmx-v2 ETH/USD', token: 'USDC', address, decimals: 6, amount: tokenAmount(1n) };
  const reading = await trader.read();
  const prepare = (amounts: ClaimTerms['amounts']) => () =>
    trader.venue.prepare(reading, { kind: 'claim', venue: 'gmx-v2', amounts }, unixSeconds(0));
  expect(prepare([])).toThrow(/nothing to claim/);
  expect(prepare([usdc])).toThrow(/owes no USDC in gmx-v2 ETH\/USD/);
});

test('behavior: a fill tells what was claimed, whatever was asked for besides', async () => {
  const trader = await createGmxTrader(lab());
  const { receipt } = await trader.ask(gmxTrade('Sell', '1'));
  const terms: ClaimTerms = { kind: 'claim', venue: 'gmx-v2', amounts: [] };
  expect(trader.venue.fills(terms, receipt.logs)).toEqual([]);
});
