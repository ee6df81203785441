import type { Address, Hex } from 'viem';
import { createAaveTrader, loan } from '../../../../../test/aaveTrader.js';
import { createGmxTrader } from '../../../../../test/gmxTrader.js';
import {
  createLyraTrader,
  listed,
  collateral as lyraCollateral,
  trade as option,
} from '../../../../../test/lyraTrader.js';
import {
  createPerpV2Trader,
  collateral as perpCollateral,
  trade as perpTrade,
} from '../../../../../test/perpV2Trader.js';
import { createUniswapTrader, swapTerms } from '../../../../../test/uniswapTrader.js';
import type { GmxLab } from '../../../../lab/gmx/gmxLab.js';
import type { Lab, WholeLab } from '../../../../lab/lab.js';
import type { UniswapLab } from '../../../../lab/uniswapLab.js';
import type { OrderTerms, RestingTerms, TransactionRequest } from '../../../../model/order.js';
import type { VenueReading } from '../../../../model/snapshot.js';
import { bps, tokenAmount, unixSeconds, type Wei, wad, wei } from '../../../../model/units.js';
import type { Venue } from '../../../../venues/venue.js';
import type { HostileBook } from './hostile.js';

/** What a book states of itself beside what is found. */
interface Sheet {
  venue: Venue;
  reading: VenueReading;
  orders: Readonly<Record<string, OrderTerms>>;
  /** Of these, one that begins with an approval and one that may add risk. */
  names: { paying: string; opening: string };
  bystander: Address;
  chainId: number;
  keeping: { address: Address; privateKey: Hex };
  gasPrice?: Wei;
}

function bookOf({ venue, reading, orders, names, bystander, chainId, keeping, gasPrice }: Sheet): HostileBook {
  const honest = Object.fromEntries(
    Object.entries(orders).map(([name, terms]) => [name, requestsOf(venue, reading, terms, gasPrice)]),
  );
  const [approval, call] = honest[names.paying] ?? [];
  const opening = honest[names.opening]?.at(-1);
  if (!approval?.approval || !call || !opening)
    throw new Error('the book has no order of two steps, or none that opens');
  const { token, spender } = approval.approval;
  const { address: account, privateKey } = keeping;
  return {
    account,
    privateKey,
    chainId,
    venue,
    reading,
    honest,
    paying: [approval, call],
    opening,
    token,
    spender,
    bystander,
  };
}

/** As they are sent: paid for at the price that is signed. */
function requestsOf(venue: Venue, reading: VenueReading, terms: OrderTerms, gasPrice?: Wei): TransactionRequest[] {
  const requests = venue.prepare(reading, terms, unixSeconds(4_000_000_000));
  return requests.map((one) => (one.keeperGas && gasPrice && venue.requote ? venue.requote(one, gasPrice) : one));
}

/** Remembers the key of the account that is made with it. */
function keeping<World extends { createAccount(funds: never): Promise<{ address: Address; privateKey: Hex }> }>(
  lab: World,
) {
  let made: { address: Address; privateKey: Hex } | undefined;
  const createAccount = async (funds: never) => {
    made = await lab.createAccount(funds);
    return made;
  };
  const key = () => {
    if (!made) throw new Error('no account was made');
    return made;
  };
  return { lab: { ...lab, createAccount }, key };
}

/** 10 000 USDC in the Vault, short 2 ETH. */
export async function perpBook(lab: Lab): Promise<HostileBook> {
  const kept = keeping(lab);
  const trader = await createPerpV2Trader(kept.lab, 20_000);
  await trader.carryOut(perpCollateral('addCollateral', '10000'));
  await trader.carryOut(perpTrade('Sell', '2'));
  return bookOf({
    venue: trader.venue,
    reading: await trader.read(),
    orders: {
      deposit: perpCollateral('addCollateral', '1234.56'),
      withdrawal: perpCollateral('removeCollateral', '100.5'),
      'sells more': perpTrade('Sell', '0.5'),
      'buys some back': perpTrade('Buy', '0.7', { reduceOnly: true }),
      'buys all back': perpTrade('Buy', '2', { reduceOnly: true }),
      flips: perpTrade('Buy', '3'),
    },
    names: { paying: 'deposit', opening: 'sells more' },
    bystander: lab.contracts.perp.ClearingHouse.address,
    chainId: lab.chainId,
    keeping: kept.key(),
  });
}

/** Short a call and a put, long a call. */
export async function lyraBook(lab: Lab): Promise<HostileBook> {
  const kept = keeping(lab);
  const trader = await createLyraTrader(kept.lab, { sUSD: 60_000, sETH: 20 });
  const [call, put] = [listed(await trader.read(), '2150-C'), listed(await trader.read(), '1850-P')];
  await trader.carryOut(option({ instrument: call, side: 'Sell', amount: '2' }));
  await trader.carryOut(option({ instrument: put, side: 'Sell', amount: '3' }));
  const reading = await trader.read();
  const held = (instrument: string) => {
    const found = reading.positions.find((position) => position.instrument.id === instrument);
    if (!found) throw new Error(`nothing is held of ${instrument}`);
    return found.id;
  };
  const margin = reading.marginAccounts.find(({ positions }) => positions.includes(held(put)));
  if (!margin) throw new Error('the short put has no margin');
  const token = margin.collateral.symbol === 'sETH' ? 'sETH' : 'sUSD';
  return bookOf({
    venue: trader.venue,
    reading,
    orders: {
      'buys a call': option({ instrument: call, side: 'Buy', amount: '1' }),
      'sells a put': option({ instrument: put, side: 'Sell', amount: '1' }),
      'sells more of a call': option({ instrument: call, side: 'Sell', amount: '1', position: held(call) }),
      'buys some back': option({ instrument: call, side: 'Buy', amount: '1', position: held(call), reduceOnly: true }),
      'buys all back': option({ instrument: put, side: 'Buy', amount: '3', position: held(put), reduceOnly: true }),
      'adds collateral': lyraCollateral(
        'addCollateral',
        margin.id,
        token,
        (token === 'sUSD' ? 20_000n : 10n) * 10n ** 18n,
      ),
      'takes collateral out': lyraCollateral('removeCollateral', margin.id, token, 10n ** 16n),
    },
    names: { paying: 'adds collateral', opening: 'sells a put' },
    bystander: lab.contracts.lyra.LiquidityPool.address,
    chainId: lab.chainId,
    keeping: kept.key(),
  });
}

/** Short 5 ETH with USDC behind it, and a stop that waits. */
export async function gmxBook(lab: GmxLab): Promise<HostileBook> {
  const kept = keeping(lab);
  const trader = await createGmxTrader(kept.lab);
  const instrument = 'gmx-v2 ETH/USD';
  const ether = (amount: number) => wad(BigInt(Math.round(amount * 1000)) * 10n ** 15n);
  const trade = { kind: 'trade', venue: 'gmx-v2', instrument, maxSlippage: bps(50) } as const;
  const open = { ...trade, position: null, side: 'Sell', quantity: ether(5), reduceOnly: false, leverage: 5 } as const;
  await trader.carryOut(open);
  const [position] = (await trader.read()).positions;
  if (!position) throw new Error('the short was not opened');
  const stop: RestingTerms = {
    ...{ kind: 'rest', ordType: 'Stop', venue: 'gmx-v2', instrument, position: position.id, side: 'Buy' },
    ...{
      quantity: ether(5),
      reduceOnly: true,
      triggerPrice: ether(lab.price() * 1.2),
      maxSlippage: null,
      replaces: null,
    },
  };
  await trader.ask(stop);
  await lab.controls.creditFunding(trader.address, { USDC: 12_345_678n, WETH: 10n ** 16n });
  const reading = await trader.read();
  const [waiting] = reading.orders ?? [];
  const [margin] = reading.marginAccounts;
  if (!waiting || !margin) throw new Error('the stop does not wait');
  const collateral = { venue: 'gmx-v2', marginAccount: margin.id, token: 'USDC', decimals: 6 } as const;
  const reduces = { ...trade, position: position.id, side: 'Buy', reduceOnly: true } as const;
  return bookOf({
    venue: trader.venue,
    reading,
    orders: {
      opens: open,
      'opens a long': { ...open, side: 'Buy' },
      'sells more': { ...open, position: position.id, quantity: ether(1) },
      'buys some back': { ...reduces, quantity: ether(2) },
      'buys all back': { ...reduces, quantity: ether(5) },
      'adds collateral': { kind: 'addCollateral', ...collateral, amount: tokenAmount(123_456_789n) },
      'takes collateral out': { kind: 'removeCollateral', ...collateral, amount: tokenAmount(10_000_000n) },
      'moves the stop': { ...stop, triggerPrice: ether(lab.price() * 1.25), replaces: waiting.id },
      'takes the stop back': { kind: 'cancel', venue: 'gmx-v2', order: waiting.id },
      claims: { kind: 'claim', venue: 'gmx-v2', amounts: reading.claimable ?? [] },
    },
    names: { paying: 'opens', opening: 'opens' },
    bystander: lab.contracts.exchangeRouter,
    chainId: lab.chainId,
    keeping: kept.key(),
    gasPrice: wei(10n ** 8n),
  });
}

/** 10 WETH supplied, 8 000 USDC owed. */
export async function aaveBook(lab: WholeLab): Promise<HostileBook> {
  const kept = keeping(lab);
  const trader = await createAaveTrader(kept.lab, { WETH: 20, USDC: 9_000 }, ['WETH', 'USDC']);
  await trader.carryOut(loan('addCollateral', 'WETH', '10'));
  await trader.carryOut(loan('borrow', 'USDC', '8000'));
  return bookOf({
    venue: trader.venue,
    reading: await trader.read(),
    orders: {
      supplies: loan('addCollateral', 'WETH', '1.5'),
      withdraws: loan('removeCollateral', 'WETH', '0.5'),
      borrows: loan('borrow', 'USDC', '500'),
      repays: loan('repay', 'USDC', '1234.56'),
    },
    names: { paying: 'repays', opening: 'borrows' },
    bystander: lab.contracts.aave.reserves.WETH.aToken,
    chainId: lab.chainId,
    keeping: kept.key(),
  });
}

/** Ether and dollars in the wallet. */
export async function uniswapBook(lab: UniswapLab): Promise<HostileBook> {
  const kept = keeping(lab);
  const trader = await createUniswapTrader(kept.lab, { WETH: 20, USDC: 30_000 });
  return bookOf({
    venue: trader.venue,
    reading: await trader.read(),
    orders: { sells: swapTerms('Sell', 2), buys: swapTerms('Buy', 1.5) },
    names: { paying: 'sells', opening: 'buys' },
    bystander: lab.venues['uniswap-v3'].positions,
    chainId: lab.chainId,
    keeping: kept.key(),
  });
}
