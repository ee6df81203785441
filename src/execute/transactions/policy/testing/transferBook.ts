import { type Address, parseEther, parseUnits } from 'viem';
import { createLyraTrader, listed, trade } from '../../../../../test/lyraTrader.js';
import { headOf, readAt } from '../../../../../test/perpV2Trader.js';
import type { Lab } from '../../../../lab/lab.js';
import type { TransactionCall } from '../../../../model/decodedCall.js';
import type { KeyPolicy } from '../../../../model/keyPolicy.js';
import type { TransferTerms } from '../../../../model/order.js';
import type { VenueReading } from '../../../../model/snapshot.js';
import { tokenAmount, unixSeconds, wad, wei } from '../../../../model/units.js';
import type { Venue } from '../../../../venues/venue.js';
import { valueTokens } from '../../../../venues/wallet/valueTokens.js';
import { wallet } from '../../../../venues/wallet/wallet.js';
import type { UnsignedTransaction } from '../../signer.js';
import { judgeSigning, type SigningVerdict } from '../judgeSigning.js';
import { policyOf } from './perpBook.js';

/** The own account that the key may give to, and one that it may not. */
export const friend: Address = '0xF1e0D00000000000000000000000000000000001';
export const stranger: Address = '0xbAdc0de5BAdC0dE5BadC0dE5bADc0de5BAdc0DE5';

export interface TransferBook {
  account: Address;
  venues: readonly Venue[];
  readings: readonly VenueReading[];
  optionToken: Address;
  tokens: Lab['tokens'];
  /** By name, what a venue prepares for each: one call. */
  orders: Readonly<Record<TransferName, { terms: TransferTerms; call: TransactionCall }>>;
}

const names = [
  'of a token',
  'of a token that venues pull',
  'of part of a long',
  'of a whole long',
  'of part of a short',
] as const;
export type TransferName = (typeof names)[number];

/** 1 000 USDC, 5 ETH of sETH, sUSD that Lyra pulls; long a put, short a call. */
export async function transferBook(lab: Lab): Promise<TransferBook> {
  const withUsdc: Lab = { ...lab, createAccount: (funds) => lab.createAccount({ ...funds, USDC: 1_000 }) };
  const trader = await createLyraTrader(withUsdc, { sUSD: 40_000, sETH: 5 });
  const [put, call] = [listed(await trader.read(), '1850-P'), listed(await trader.read(), '2150-C')];
  await trader.carryOut(trade({ instrument: put, side: 'Buy', amount: '3' }));
  await trader.carryOut(trade({ instrument: call, side: 'Sell', amount: '4' }));
  const { address: account } = trader;
  const head = await headOf(lab);
  const { tokens } = lab;
  const opening = wallet.open({ deployment: {}, account, names: ['USDC', 'sUSD', 'sETH'], tokens });
  const purse = await readAt(lab, opening, head);
  const venues = [trader.venue as Venue, purse];
  const readings = valueTokens([await trader.read(), await readAt(lab, purse.read(head), head)]);
  const held = (instrument: string) => {
    const found = readings.flatMap(({ positions }) => positions).find((one) => one.instrument.id === instrument);
    if (!found) throw new Error(`nothing is held of ${instrument}`);
    return { instrument, position: found.id };
  };
  const token = (symbol: 'USDC' | 'sUSD', amount: bigint) => ({
    ...{ token: symbol, address: tokens[symbol].address, decimals: tokens[symbol].decimals },
    amount: tokenAmount(amount),
  });
  const assets: Record<TransferName, TransferTerms['asset']> = {
    'of a token': token('USDC', parseUnits('123.456789', 6)),
    'of a token that venues pull': token('sUSD', parseEther('7.5')),
    'of part of a long': { ...held(put), quantity: wad(parseEther('1.25')) },
    'of a whole long': { ...held(put), quantity: wad(parseEther('3')) },
    'of part of a short': { ...held(call), quantity: wad(parseEther('2')) },
  };
  const order = (asset: TransferTerms['asset']) => {
    const venue = 'position' in asset ? 'lyra' : 'wallet';
    const terms: TransferTerms = { kind: 'transfer', venue, asset, to: friend, reference: 'a block' };
    const reading = readings.find((one) => one.venue === venue);
    const request = reading && venues.find(({ id }) => id === venue)?.prepare(reading, terms, unixSeconds(0))[0];
    if (!request) throw new Error('nothing was prepared');
    const { to, data, value } = request;
    return { terms, call: { to, data, value } };
  };
  return {
    ...{ account, venues, readings, tokens },
    optionToken: lab.contracts.lyra.OptionToken.address,
    orders: Object.fromEntries(names.map((name) => [name, order(assets[name])])) as TransferBook['orders'],
  };
}

/** What the policy of a key that may give to `friend` makes of a call for an order. */
export function judgeTransferOf(
  { account, venues, readings }: TransferBook,
  call: Partial<UnsignedTransaction>,
  terms: TransferTerms | null,
  policy: KeyPolicy = policyOf({ transfersTo: [friend] }),
): SigningVerdict {
  const transaction = {
    ...{ chainId: 31337, nonce: 1, gas: 500_000n, maxFeePerGas: wei(10n ** 8n), maxPriorityFeePerGas: wei(0n) },
    ...{ data: '0x', value: wei(0n) },
    ...call,
  } as UnsignedTransaction;
  return judgeSigning({
    ...{ transaction, account, chainId: 31337, venues, policy, spent: { notional: 0, gas: wei(0n) } },
    purpose: { next: [], readings, ...(terms ? { transfer: terms } : {}) },
  });
}
