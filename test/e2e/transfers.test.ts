import { parseEther, parseUnits } from 'viem';
import { describe, expect, onTestFinished, test } from 'vitest';
import { erc20Abi } from '../../abis/erc20.js';
import { positionsOf, type Snapshot, type VenueReading } from '../../src/model/snapshot.js';
import { tokenAmount, unixMillis, wad } from '../../src/model/units.js';
import { insertTradingState } from '../../src/record/statements/runs.js';
import type { LyraDetail } from '../../src/venues/lyra/state.js';
import { useLab } from '../lab.js';
import { listed, trade } from '../lyraTrader.js';
import { gift, openTransferDesk } from './transferDesk.js';

const lab = useLab();

const usdc = (amount: string) => ({
  ...{ token: 'USDC', address: lab().tokens.USDC.address, decimals: 6 },
  amount: tokenAmount(parseUnits(amount, 6)),
});
const balanceOf = (account: `0x${string}`) =>
  lab().publicClient.readContract({
    ...{ address: lab().tokens.USDC.address, abi: erc20Abi, functionName: 'balanceOf', args: [account] },
  });

test('default: a token goes to an own account that the key names, to the unit', async () => {
  const giver = await lab().createAccount({ USDC: 1000 });
  const taker = await lab().createAccount({});
  const desk = await openTransferDesk(lab(), giver, onTestFinished, { policy: { transfersTo: [taker.address] } });
  const terms = gift(taker.address, usdc('123.456789'));
  const { status, text, fills, signed } = await desk.carryOut(terms);
  expect([status, text]).toEqual(['Filled', expect.any(String)]);
  expect(fills).toEqual([{ kind: 'transfer', asset: terms.asset, to: taker.address }]);
  expect(signed).toMatchObject([
    { allowed: true, notional: 123.456789, does: [expect.stringContaining('123.456789 USDC')] },
  ]);
  expect([await balanceOf(giver.address), await balanceOf(taker.address)]).toEqual([
    parseUnits('876.543211', 6),
    parseUnits('123.456789', 6),
  ]);
});

test('behavior: to an account that the key does not name nothing goes, whatever the order says', async () => {
  const giver = await lab().createAccount({ USDC: 1000 });
  const [friend, stranger] = [await lab().createAccount({}), await lab().createAccount({})];
  const desk = await openTransferDesk(lab(), giver, onTestFinished, { policy: { transfersTo: [friend.address] } });
  const { status, text, fills } = await desk.carryOut(gift(stranger.address, usdc('1')));
  expect([status, fills]).toEqual(['Rejected', []]);
  expect(text).toContain(`may give nothing to ${stranger.address}`);
  expect([await balanceOf(giver.address), await balanceOf(stranger.address)]).toEqual([parseUnits('1000', 6), 0n]);
});

describe('behavior: an option', () => {
  const putOf = (snapshot: Snapshot, ending = '1850-P') => {
    const reading = snapshot.readings.find(({ venue }) => venue === 'lyra') as VenueReading<LyraDetail>;
    return { instrument: listed(reading, ending), reading };
  };
  const held = (snapshot: Snapshot, instrument: string) =>
    positionsOf(snapshot).filter((position) => position.instrument.id === instrument);

  test('is bought for two, and each gets its share to the unit: first a part, then the rest whole', async () => {
    const block = await lab().createAccount({ sUSD: 20_000 });
    const [one, other] = [await lab().createAccount({}), await lab().createAccount({})];
    const transfersTo = [one.address, other.address];
    const desk = await openTransferDesk(lab(), block, onTestFinished, { policy: { transfersTo } });
    const { instrument } = putOf(await desk.read());
    expect((await desk.carryOut(trade({ instrument, side: 'Buy', amount: '3' }))).status).toBe('Filled');
    const [bought] = held(await desk.read(), instrument);
    if (!bought) throw new Error('nothing was bought');

    const share = wad(parseEther('1.123456789012345678'));
    const rest = wad(bought.quantity - share);
    for (const [to, quantity, does] of [
      [one.address, share, 'split: give 1.123456789012345678'],
      [other.address, rest, 'transferFrom: give 1.876543210987654322'],
    ] as const) {
      const terms = gift(to, { instrument, position: bought.id, quantity });
      const { status, text, fills, signed } = await desk.carryOut(terms);
      expect([status, text]).toEqual(['Filled', expect.any(String)]);
      expect(fills).toEqual([{ kind: 'transfer', asset: terms.asset, to }]);
      expect(signed).toMatchObject([{ allowed: true, does: [expect.stringContaining(does)] }]);
    }
    expect(held(await desk.read(), instrument)).toEqual([]);
    for (const [account, quantity] of [
      [one, share],
      [other, rest],
    ] as const) {
      const taker = await openTransferDesk(lab(), account, onTestFinished);
      expect(held(await taker.read(), instrument)).toMatchObject([{ quantity }]);
    }
  });

  test('goes to no stranger, and bytes that do not say what the order says are not signed', async () => {
    const giver = await lab().createAccount({ sUSD: 20_000 });
    const friend = await lab().createAccount({});
    const stranger = await lab().createAccount({});
    const policy = { transfersTo: [friend.address] };
    const desk = await openTransferDesk(lab(), giver, onTestFinished, { policy });
    const { instrument } = putOf(await desk.read());
    await desk.carryOut(trade({ instrument, side: 'Buy', amount: '2' }));
    const [bought] = held(await desk.read(), instrument);
    if (!bought) throw new Error('nothing was bought');
    const asset = { instrument, position: bought.id, quantity: wad(parseEther('0.5')) };
    const terms = gift(friend.address, asset);
    const more = await desk.prepare(gift(friend.address, { ...asset, quantity: wad(parseEther('0.6')) }));
    const away = await desk.prepare(gift(stranger.address, asset));
    for (const [said, sent] of [
      [gift(stranger.address, asset), away],
      [terms, away],
      [terms, more],
    ] as const) {
      const { status, fills, signed } = await desk.carryOut(said, sent);
      expect([status, fills, signed.filter(({ allowed }) => allowed)]).toEqual(['Rejected', [], []]);
    }
    expect(held(await desk.read(), instrument)).toMatchObject([{ quantity: parseEther('2') }]);
  });
});

test('behavior: while trading is only reducing nothing is given, and after a halt neither', async () => {
  const giver = await lab().createAccount({ USDC: 1000 });
  const taker = await lab().createAccount({});
  const desk = await openTransferDesk(lab(), giver, onTestFinished, { policy: { transfersTo: [taker.address] } });
  for (const state of ['reducing', 'halted'] as const) {
    await desk.ledger.commit(insertTradingState({ state, reason: 'a test', author: 'test', at: unixMillis(1) }));
    const { status, fills } = await desk.carryOut(gift(taker.address, usdc('1')));
    expect([state, status, fills]).toEqual([state, 'Canceled', []]);
  }
  expect(await balanceOf(taker.address)).toBe(0n);
});
