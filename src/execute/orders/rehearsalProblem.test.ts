import { expect, test } from 'vitest';
import { useLab } from '../../../test/lab.js';
import { asOwner, collateral, createPerpV2Trader, headOf, inTwoMinutes, trade } from '../../../test/perpV2Trader.js';
import type { Order, TradeTerms } from '../../model/order.js';
import { bps, unixMillis, WAD, type Wad, wad, wei } from '../../model/units.js';
import type { Venue } from '../../venues/venue.js';
import { rehearsalProblem } from './rehearsalProblem.js';
import type { Rehearsal } from './rehearse.js';

const lab = useLab();

const orderOf = (terms: TradeTerms, trader: { address: Order['account'] }): Order => ({
  id: '0198f2c4-0000-7000-8000-000000000001',
  decision: '0198f2c4-0000-7000-8000-000000000002',
  strategy: 'book',
  rule: 'deleverage perp-v2 *',
  account: trader.address,
  chainId: 31337,
  mode: 'live',
  orderClass: 'survive',
  terms,
  status: 'PendingNew',
  text: '',
  notional: 0,
  createdAt: unixMillis(0),
});

/** Ten ETH long, in a market where one trade may move the pool by 0.1 % only. */
async function inNarrowMarket() {
  const trader = await createPerpV2Trader(lab(), 20_000);
  await trader.carryOut(collateral('addCollateral', '20000'));
  await trader.carryOut(trade('Buy', '10'));
  await lab().advance(60);
  const { Exchange, BaseToken } = lab().contracts.perp;
  await asOwner(lab(), Exchange, 'setMaxTickCrossedWithinBlock', [BaseToken.address, 5]);
  const terms = trade('Sell', '10', { reduceOnly: true, maxSlippage: bps(300) });
  const [request] = trader.venue.prepare(await trader.read(), terms, inTwoMinutes(await headOf(lab())));
  if (!request) throw new Error('expected a transaction');
  const rehearsed = async (venue: Venue, of: TradeTerms, balance = WAD) =>
    rehearsalProblem({
      order: orderOf(of, trader),
      venue,
      request,
      rehearsal: {
        ok: true,
        returned: await trader.simulate(request),
        gas: 1n,
        transactionCount: 0,
        priorityFee: wei(0n),
        balance: wei(balance),
      } as Rehearsal & { ok: true },
      cost: 10n ** 15n,
    });
  /** As if the venue had answered with another quantity. */
  const answering = (quantity: Wad): Venue => ({ ...trader.venue, quote: () => ({ quantity, price: WAD }) });
  return { trader, terms, request, rehearsed, answering };
}

test('behavior: a close that the protocol cuts short is sent, and its fill is what was closed', async () => {
  const { trader, terms, request, rehearsed } = await inNarrowMarket();
  const quantity = trader.venue.quote(terms, await trader.simulate(request))?.quantity ?? 0n;
  expect(quantity).toBeGreaterThan(0n);
  expect(quantity).toBeLessThan(5n * WAD);
  expect(await rehearsed(trader.venue, terms)).toBeNull();
  const { status, logs } = await trader.send(request);
  expect(status).toBe('success');
  const [fill, ...more] = trader.venue.fills(terms, logs);
  expect(more).toEqual([]);
  if (fill?.kind !== 'trade') throw new Error('expected a trade');
  expect((await trader.read()).positions[0]?.quantity).toBe(10n * WAD - fill.quantity);
  expect(Number(fill.quantity) / Number(quantity)).toBeCloseTo(1, 3);
});

test('behavior: more than was asked for is a problem, and less where the trade opens', async () => {
  const { terms, rehearsed, answering } = await inNarrowMarket();
  const opening = { ...terms, reduceOnly: false };
  const [less, more] = [wad(9n * WAD), wad(11n * WAD)];
  expect(await rehearsed(answering(less), terms)).toBeNull();
  expect(await rehearsed(answering(less), opening)).toBe('the venue would trade 9 instead of 10');
  for (const one of [terms, opening])
    expect(await rehearsed(answering(more), one)).toBe('the venue would trade 11 instead of 10');
  for (const nothing of [wad(0n), wad(-WAD)]) expect(await rehearsed(answering(nothing), terms)).toMatch(/instead of/);
  expect(await rehearsed(answering(wad(terms.quantity)), opening)).toBeNull();
});

test('behavior: gas that cannot be paid is a problem', async () => {
  const { trader, terms, rehearsed } = await inNarrowMarket();
  expect(await rehearsed(trader.venue, terms, wad(0n))).toBe(
    'the account lacks 0.001000 of the gas token for this transaction',
  );
});
