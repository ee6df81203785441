import { encodeErrorResult, encodeFunctionData, parseUnits, zeroAddress } from 'viem';
import { expect, test } from 'vitest';
import { erc20Abi } from '../../../abis/erc20.js';
import { useLab } from '../../../test/lab.js';
import { createPerpV2Trader, headOf, readAt } from '../../../test/perpV2Trader.js';
import type { TransferTerms } from '../../model/order.js';
import type { Snapshot } from '../../model/snapshot.js';
import { tokenAmount, unixSeconds, wei } from '../../model/units.js';
import { project } from '../../plan/project.js';
import type { Venue } from '../venue.js';
import { wallet } from './wallet.js';

const lab = useLab();
const friend = '0xF1e0D00000000000000000000000000000000001';
const later = unixSeconds(4_000_000_000);

/** 1 000 USDC beside Perp V2, which takes the same token. */
async function open() {
  const trader = await createPerpV2Trader(lab(), 1_000);
  const head = await headOf(lab());
  const { USDC, sUSD } = lab().tokens;
  const opening = wallet.open({ deployment: {}, account: trader.address, names: ['USDC'], tokens: { USDC, sUSD } });
  const purse = await readAt(lab(), opening, head);
  const reading = await readAt(lab(), purse.read(head), head);
  const terms = (amount: bigint, to: TransferTerms['to'] = friend): TransferTerms => ({
    ...{ kind: 'transfer', venue: 'wallet', to, reference: 'a block' },
    asset: { token: 'USDC', address: USDC.address, decimals: 6, amount: tokenAmount(amount) },
  });
  return { trader, purse, reading, terms, head, USDC, sUSD };
}

test('default: exactly so much, by one call of the token and no permission', async () => {
  const { purse, reading, terms, USDC } = await open();
  expect(purse.prepare(reading, terms(123_456_789n), later)).toEqual([
    {
      ...{
        purpose: 'transfer',
        describe: `give 123.456789 USDC to ${friend}`,
        to: USDC.address,
        value: 0n,
        approval: null,
      },
      data: encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [friend, 123_456_789n] }),
    },
  ]);
  expect(purse.prepare(reading, terms(parseUnits('1000', 6)), later)).toHaveLength(1);
});

test('behavior: the wallet is smaller afterwards, for every venue that takes the token', async () => {
  const { trader, purse, reading, terms, head } = await open();
  const venues = new Map<string, Venue>([
    ['wallet', purse],
    ['perp-v2', trader.venue as Venue],
  ]);
  const snapshot: Snapshot = {
    ...{ chainId: lab().chainId, account: trader.address, block: head, nativeBalance: wei(0n), unread: [] },
    readings: [reading, await trader.read()],
  };
  const given = terms(parseUnits('400.000001', 6));
  const [ownWallet, perp] = project(snapshot, venues, given).readings;
  expect(ownWallet?.positions[0]).toMatchObject({
    quantity: parseUnits('599.999999', 18),
    value: parseUnits('599.999999', 18),
  });
  expect(perp?.funding.find(({ token }) => token.symbol === 'USDC')?.balance).toBe(parseUnits('599.999999', 6));
  // What is not there any more cannot be given again.
  const left = project(snapshot, venues, given).readings[0];
  if (!left) throw new Error('the wallet was read');
  expect(() => purse.prepare(left, terms(parseUnits('600', 6)), later)).toThrow('the wallet holds too little USDC');
});

test('args: what cannot be given', async () => {
  const { trader, purse, reading, terms, USDC, sUSD } = await open();
  const other = (asset: Partial<TransferTerms['asset']>): TransferTerms => {
    const { asset: known, ...rest } = terms(1n);
    return { ...rest, asset: { ...known, ...asset } as TransferTerms['asset'] };
  };
  const wrong: [TransferTerms, string][] = [
    [terms(0n), 'nothing to give'],
    [terms(-1n), 'nothing to give'],
    [terms(parseUnits('1000', 6) + 1n), 'the wallet holds too little USDC'],
    [terms(1n, zeroAddress), 'zero address'],
    [terms(1n, trader.address), 'give to itself'],
    [terms(1n, USDC.address), 'is the contract of USDC'],
    [terms(1n, '0xf1e0D00000000000000000000000000000000001'), 'is no address'],
    [other({ address: sUSD.address }), 'is no token of this wallet'],
    [other({ token: 'sUSD' }), 'is no token of this wallet'],
    [other({ decimals: 18 }), 'is no token of this wallet'],
    [
      { ...terms(1n), asset: { instrument: 'lyra X', position: 'lyra #1', quantity: 1n as never } },
      'is not in the wallet',
    ],
  ];
  for (const [one, text] of wrong) expect(() => purse.prepare(reading, one, later), text).toThrow(text);
});

test('behavior: the gas that is expected is about what it takes, and a revert of the token has its name', async () => {
  const { trader, purse, reading, terms } = await open();
  const [request] = purse.prepare(reading, terms(5n), later);
  if (!request) throw new Error('nothing was prepared');
  const { gasUsed, status } = await trader.send(request);
  const expected = Number(purse.transferGas?.(reading, terms(5n)));
  expect([status, expected > 0.8 * Number(gasUsed), expected < 1.5 * Number(gasUsed)]).toEqual(['success', true, true]);

  const beyond = {
    ...request,
    data: encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [friend, 10n ** 15n] }),
  };
  const revert = await trader.revertOf(beyond);
  expect(revert && purse.decodeError(revert)?.name).toMatch(/exceeds balance|InsufficientBalance/);
  expect(
    purse.decodeError(
      encodeErrorResult({ abi: erc20Abi, errorName: 'ERC20InsufficientBalance', args: [friend, 1n, 2n] }),
    ),
  ).toEqual({ name: 'ERC20InsufficientBalance', args: { sender: friend, balance: '1', needed: '2' } });
  expect(purse.decodeError('0x12345678')).toBeNull();
});
