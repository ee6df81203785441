import { parseEther } from 'viem';
import { describe, expect, test } from 'vitest';
import { useLab } from '../../../test/lab.js';
import { createLyraTrader, type LyraTrader, listed, trade } from '../../../test/lyraTrader.js';
import type { TransferTerms } from '../../model/order.js';
import { wad } from '../../model/units.js';

const lab = useLab();

const giving = (to: `0x${string}`, instrument: string, position: string, quantity: bigint): TransferTerms => ({
  ...{ kind: 'transfer', venue: 'lyra', to, reference: 'a block' },
  asset: { instrument, position, quantity: wad(quantity) },
});

/** What is held of an instrument, as its NFT says it. */
async function heldOf(trader: LyraTrader, instrument: string) {
  const { positions, detail } = await trader.read();
  return positions
    .filter((position) => position.instrument.id === instrument)
    .map(({ id, quantity }) => {
      const option = detail.markets[0]?.options.find(({ name }) => id === `lyra #${name}`);
      return { id, quantity, collateral: option?.collateral };
    });
}

async function two(funds: Parameters<typeof createLyraTrader>[1] = { sUSD: 50_000 }) {
  return { giver: await createLyraTrader(lab(), funds), taker: await createLyraTrader(lab(), {}) };
}

async function holding(giver: LyraTrader, ending: string, side: 'Buy' | 'Sell', amount: string) {
  const instrument = listed(await giver.read(), ending);
  await giver.carryOut(trade({ instrument, side, amount }));
  const [held] = await heldOf(giver, instrument);
  if (!held) throw new Error(`nothing is held of ${instrument}`);
  return { instrument, ...held };
}

test('default: a part of a long option becomes an option of another account, to the unit', async () => {
  const { giver, taker } = await two();
  const { instrument, id } = await holding(giver, '2150-C', 'Buy', '3');
  const part = parseEther('1.234567890123456789');
  const terms = giving(taker.address, instrument, id, part);
  const reading = await giver.read();
  const [expected] = giver.venue.after(reading, terms).positions;

  expect(await giver.carryOut(terms)).toEqual([{ kind: 'transfer', asset: terms.asset, to: taker.address }]);
  const left = parseEther('3') - part;
  expect(await heldOf(giver, instrument)).toEqual([{ id, quantity: left, collateral: 0n }]);
  expect(expected?.quantity).toBe(left);
  expect(await heldOf(taker, instrument)).toMatchObject([{ quantity: part, collateral: 0n }]);
});

test('behavior: the whole of an option goes as the NFT that it is', async () => {
  const { giver, taker } = await two();
  const { instrument, id, quantity } = await holding(giver, '1850-P', 'Buy', '2');
  const terms = giving(taker.address, instrument, id, quantity);
  expect(giver.venue.after(await giver.read(), terms).positions).toEqual([]);
  expect(await giver.carryOut(terms)).toEqual([{ kind: 'transfer', asset: terms.asset, to: taker.address }]);
  expect(await heldOf(giver, instrument)).toEqual([]);
  expect(await heldOf(taker, instrument)).toEqual([{ id, quantity, collateral: 0n }]);
});

test('behavior: of a short its share of the collateral goes along, so that both parts are as healthy as the whole', async () => {
  const { giver, taker } = await two();
  const { instrument, id, quantity, collateral } = await holding(giver, '2150-C', 'Sell', '3');
  const part = parseEther('1.1');
  const along = ((collateral ?? 0n) * part) / quantity / -1n;
  const terms = giving(taker.address, instrument, id, part);
  const expected = giver.venue.after(await giver.read(), terms);
  await giver.carryOut(terms);
  expect(await heldOf(giver, instrument)).toEqual([
    { id, quantity: quantity + part, collateral: (collateral ?? 0n) - along },
  ]);
  expect(await heldOf(taker, instrument)).toMatchObject([{ quantity: -part, collateral: along }]);
  const reading = await giver.read();
  expect(expected.marginAccounts.map(({ collateralAmount }) => collateralAmount)).toEqual(
    reading.marginAccounts.map(({ collateralAmount }) => collateralAmount),
  );
});

test('behavior: a part of a short that is too small to stand alone is refused, and Lyra would revert', async () => {
  const { giver, taker } = await two();
  const { instrument, id } = await holding(giver, '2150-C', 'Sell', '3');
  await expect(giver.prepared(giving(taker.address, instrument, id, parseEther('0.001')))).rejects.toThrow(
    'it would leave less collateral than Lyra requires',
  );
  await expect(giver.prepared(giving(taker.address, instrument, id, parseEther('2.999')))).rejects.toThrow(
    'it would leave less collateral than Lyra requires',
  );
});

describe('args: what cannot be given', () => {
  test('behavior: is refused before anything is sent', async () => {
    const { giver, taker } = await two();
    const { instrument, id, quantity } = await holding(giver, '2150-C', 'Buy', '1');
    const other = listed(await giver.read(), '1850-P');
    const terms = giving(taker.address, instrument, id, quantity);
    const wrong: [TransferTerms, string][] = [
      [giving(taker.address, instrument, id, 0n), 'nothing to give'],
      [giving(taker.address, instrument, id, -1n), 'nothing to give'],
      [giving(taker.address, instrument, id, quantity + 1n), 'is smaller than what is to be given'],
      [giving(taker.address, instrument, 'lyra #9999', 1n), 'is not held'],
      [giving(taker.address, other, id, 1n), `${id} is ${instrument}`],
      [giving(giver.address, instrument, id, 1n), 'give to itself'],
      [giving('0x0000000000000000000000000000000000000000', instrument, id, 1n), 'zero address'],
      [
        {
          ...terms,
          asset: { token: 'sUSD', address: lab().tokens.sUSD.address, decimals: 18, amount: 1n as never },
        },
        'is a token and no position',
      ],
    ];
    for (const [one, text] of wrong) await expect(giver.prepared(one), text).rejects.toThrow(text);
    await lab().advance(40 * 86_400);
    await expect(giver.prepared(terms)).rejects.toThrow('the board has expired');
  });
});

test('behavior: what others are given, or what goes to others, is no fill of ours', async () => {
  const { giver, taker } = await two();
  const { instrument, id, quantity } = await holding(giver, '2150-C', 'Buy', '1');
  const terms = giving(taker.address, instrument, id, quantity / 2n);
  const [request] = await giver.prepared(terms);
  if (!request) throw new Error('nothing was prepared');
  const { logs } = await giver.send(request);
  expect(giver.venue.fills(terms, logs)).toHaveLength(1);
  expect(taker.venue.fills(terms, logs)).toEqual([]);
  expect(giver.venue.fills({ ...terms, to: giver.address }, logs)).toEqual([]);
  expect(giver.venue.fills(giving(taker.address, instrument, 'lyra #9999', 1n), logs)).toEqual([]);
});

test('behavior: the gas that is expected is about what it takes', async () => {
  const { giver, taker } = await two();
  const { instrument, id, quantity } = await holding(giver, '2150-C', 'Buy', '1');
  for (const part of [quantity / 3n, quantity - quantity / 3n]) {
    const terms = giving(taker.address, instrument, id, part);
    const expected = giver.venue.transferGas?.(await giver.read(), terms) ?? 0n;
    const [request] = await giver.prepared(terms);
    if (!request) throw new Error('nothing was prepared');
    const { gasUsed } = await giver.send(request);
    expect(Number(expected)).toBeGreaterThan(0.8 * Number(gasUsed));
    expect(Number(expected)).toBeLessThan(1.5 * Number(gasUsed));
  }
});
