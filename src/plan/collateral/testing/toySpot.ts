import type { Spot } from '../../../model/instrument.js';
import type { CollateralToken } from '../../../model/marginAccount.js';
import { done } from '../../../model/reading.js';
import type { VenueReading } from '../../../model/snapshot.js';
import { bps, fromFloat, type TokenAmount, toFloat, tokenAmount, wad } from '../../../model/units.js';
import { type Venue, VenueRefusal } from '../../../venues/venue.js';
import { toyAccount, usdc } from '../../testing/toyTokens.js';

export const weth: CollateralToken = {
  symbol: 'WETH',
  address: '0x00000000000000000000000000000000000000e1',
  decimals: 18,
  price: fromFloat(2_000, 'down'),
};

/** A pool of constant product, 30 bps, with so many dollars on either side. */
export interface ToyPool {
  dollars: number;
  usdc: TokenAmount;
  weth: TokenAmount;
}

const spot: Spot = {
  kind: 'spot',
  id: 'spot WETH/USDC',
  venue: 'spot',
  underlying: 'ETH',
  base: weth,
  quote: usdc,
};

export const toySpotReading = (pool: ToyPool): VenueReading<ToyPool> => ({
  venue: 'spot',
  positions: [],
  marginAccounts: [],
  markets: [{ instrument: spot, mark: weth.price, last: weth.price, index: weth.price, fee: bps(30), closed: null }],
  funding: [
    { token: usdc, balance: pool.usdc, spender: toyAccount, allowance: tokenAmount(2n ** 255n) },
    { token: weth, balance: pool.weth, spender: toyAccount, allowance: tokenAmount(2n ** 255n) },
  ],
  prices: { ETH: weth.price },
  detail: pool,
});

/** Dollars for a quantity of ether, before the fee. */
function dollarsFor({ dollars }: ToyPool, side: 'Buy' | 'Sell', quantity: number): number {
  const ether = dollars / 2_000;
  if (side === 'Buy' && quantity >= ether) throw new VenueRefusal('the pool is drained');
  return side === 'Sell'
    ? dollars - (dollars * ether) / (ether + quantity)
    : (dollars * ether) / (ether - quantity) - dollars;
}

const refuse = (): never => {
  throw new VenueRefusal('nothing is margined in a pool');
};

export const toySpot: Venue = {
  id: 'spot',
  account: toyAccount,
  read: () => done(toySpotReading({ dollars: 1e6, usdc: tokenAmount(0n), weth: tokenAmount(0n) })),
  marginAt: refuse,
  topUpFor: refuse,
  reductionFor: refuse,
  estimate(reading, terms) {
    const quantity = toFloat(terms.quantity);
    const dollars = dollarsFor(reading.detail as ToyPool, terms.side, quantity);
    const worse = Math.abs(dollars - quantity * 2_000);
    return {
      price: fromFloat(dollars / quantity, 'down'),
      fee: fromFloat(dollars * 0.003, 'down'),
      impact: fromFloat(worse, 'down'),
      gas: 150_000n,
    };
  },
  after(reading, terms) {
    if (terms.kind !== 'trade') throw new VenueRefusal('only trades are taken here');
    const pool = reading.detail as ToyPool;
    const dollars = dollarsFor(pool, terms.side, toFloat(terms.quantity));
    const sold = terms.side === 'Sell';
    const moved = BigInt(Math.floor(dollars * (sold ? 0.997 : 1.003) * 1e6));
    const usdcLeft = pool.usdc + (sold ? moved : -moved);
    const wethLeft = pool.weth + (sold ? -terms.quantity : wad(terms.quantity));
    if (usdcLeft < 0n || wethLeft < 0n) throw new VenueRefusal('the wallet does not hold so much');
    return toySpotReading({ ...pool, usdc: tokenAmount(usdcLeft), weth: tokenAmount(wethLeft) });
  },
  prepare: () => [],
  quote: () => null,
  fills: () => [],
  decodeError: () => null,
};
