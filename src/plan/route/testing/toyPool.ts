import type { Spot } from '../../../model/instrument.js';
import type { Funding } from '../../../model/market.js';
import type { TradeTerms } from '../../../model/order.js';
import { done } from '../../../model/reading.js';
import type { VenueReading } from '../../../model/snapshot.js';
import { amountFromFloat, amountToFloat, bps, fromFloat, toFloat, tokenAmount } from '../../../model/units.js';
import { type Venue, VenueRefusal } from '../../../venues/venue.js';
import { toyAccount, usdc } from '../../testing/toyTokens.js';

export const weth = {
  symbol: 'WETH',
  address: '0x00000000000000000000000000000000000000e1',
  decimals: 18,
  price: fromFloat(2_000, 'down'),
} as const;

/** A constant-product pool of ether against dollars at 2 000, so deep in ether; and what the wallet holds. */
export interface ToyPool {
  ether: number;
  dollars: number;
  /** Share of what is paid in. */
  fee: number;
  wallet: { ether: number; dollars: number };
  closed: string | null;
}

const instrument: Spot = {
  kind: 'spot',
  id: 'pool WETH/USDC',
  venue: 'pool',
  underlying: 'ETH',
  base: weth,
  quote: usdc,
};

export const toyPoolState = (change: Partial<ToyPool> = {}): ToyPool => ({
  ether: 500,
  dollars: 1_000_000,
  fee: 0.003,
  wallet: { ether: 10, dollars: 50_000 },
  closed: null,
  ...change,
});

export function toyPoolReading(state: ToyPool, id = 'pool'): VenueReading<ToyPool> {
  const price = fromFloat(state.dollars / state.ether, 'down');
  const funding = (token: Funding['token'], balance: number): Funding => ({
    token,
    balance: amountFromFloat(balance, token.decimals, 'down'),
    spender: toyAccount,
    allowance: tokenAmount(0n),
  });
  return {
    venue: id,
    positions: [],
    marginAccounts: [],
    markets: [
      {
        instrument: { ...instrument, id: `${id} WETH/USDC`, venue: id },
        mark: price,
        last: price,
        index: price,
        fee: bps(state.fee * 10_000),
        closed: state.closed,
      },
    ],
    funding: [funding(weth, state.wallet.ether), funding(usdc, state.wallet.dollars)],
    prices: { ETH: price },
    detail: state,
  };
}

/** Dollars paid for so much, or got for it; the fee is in. */
function dollarsFor({ ether, dollars, fee }: ToyPool, { side, quantity }: TradeTerms): number {
  const units = toFloat(quantity);
  if (side === 'Sell') {
    const paid = units * (1 - fee);
    return (dollars * paid) / (ether + paid);
  }
  if (units >= ether) throw new VenueRefusal(`the pool holds ${ether} WETH`);
  return (dollars * units) / (ether - units) / (1 - fee);
}

export function toyPool(id = 'pool', gas?: bigint): Venue {
  /** What other venues have taken from the wallet, or put there, shows in the funding. */
  const stateOf = (reading: VenueReading): ToyPool => {
    const [ether, dollars] = reading.funding;
    const wallet = {
      ether: amountToFloat(ether?.balance ?? tokenAmount(0n), 18),
      dollars: amountToFloat(dollars?.balance ?? tokenAmount(0n), 6),
    };
    return { ...(reading.detail as ToyPool), wallet };
  };
  const refuse = (): never => {
    throw new VenueRefusal('nothing is margined in a pool');
  };
  return {
    id,
    account: toyAccount,
    read: () => done(toyPoolReading(toyPoolState(), id)),
    marginAt: refuse,
    topUpFor: refuse,
    reductionFor: () => null,
    estimate(reading, terms) {
      const state = stateOf(reading);
      const [units, moved, price] = [toFloat(terms.quantity), dollarsFor(state, terms), state.dollars / state.ether];
      const fee = (terms.side === 'Sell' ? units * price : moved) * state.fee;
      const traded = terms.side === 'Sell' ? moved + fee : moved - fee;
      const impact = terms.side === 'Sell' ? units * price - traded : traded - units * price;
      return {
        price: fromFloat(traded / units, 'down'),
        fee: fromFloat(fee, 'up'),
        impact: fromFloat(impact, 'down'),
        ...(gas === undefined ? {} : { gas }),
      };
    },
    after(reading, terms) {
      if (terms.kind !== 'trade') return refuse();
      const state = stateOf(reading);
      const sign = terms.side === 'Sell' ? 1 : -1;
      const [units, moved] = [sign * toFloat(terms.quantity), sign * dollarsFor(state, terms)];
      return toyPoolReading(
        {
          ...state,
          ether: state.ether + units,
          dollars: state.dollars - moved,
          wallet: { ether: state.wallet.ether - units, dollars: state.wallet.dollars + moved },
        },
        id,
      );
    },
    prepare(reading, terms) {
      if (terms.kind !== 'trade') return refuse();
      const { wallet, ...state } = stateOf(reading);
      const lacks =
        terms.side === 'Sell'
          ? toFloat(terms.quantity) > wallet.ether + 1e-12 && `the wallet does not hold ${toFloat(terms.quantity)} WETH`
          : dollarsFor({ ...state, wallet }, terms) > wallet.dollars && 'the wallet does not hold so many USDC';
      if (lacks) throw new VenueRefusal(lacks);
      return [];
    },
    quote: (terms) => ({ quantity: terms.quantity, price: fromFloat(0, 'down') }),
    fills: () => [],
    decodeError: () => null,
  };
}
