import type { CollateralWay } from '../../../model/collateralWay.js';
import { healthOf } from '../../../model/marginAccount.js';
import { movesCollateral } from '../../../model/order.js';
import { done } from '../../../model/reading.js';
import type { VenueReading } from '../../../model/snapshot.js';
import { amountFromFloat, amountToFloat, fromFloat, multiplyWad, tokenAmount, wad } from '../../../model/units.js';
import { type Venue, VenueRefusal } from '../../../venues/venue.js';
import { toyAccount, usdc } from '../../testing/toyTokens.js';
import { weth } from './toyPool.js';

/** Dollars are lent, ether is owed. */
export interface ToyLender {
  /** USD, after the threshold. */
  backing: number;
  debt: number;
  /** A year, of what is owed. */
  rate: number;
  /** Ether that is there to borrow. */
  liquidity: number;
  wallet: number;
  closed: string | null;
}

export const toyLenderState = (change: Partial<ToyLender> = {}): ToyLender => ({
  backing: 80_000,
  debt: 0,
  rate: 0.02,
  liquidity: 100,
  wallet: 10,
  closed: null,
  ...change,
});

export function toyLenderReading(state: ToyLender): VenueReading<ToyLender> {
  const [equity, maintenance] = [fromFloat(state.backing, 'down'), fromFloat(state.debt * 2_000, 'up')];
  const quantity = fromFloat(-state.debt, 'up');
  return {
    venue: 'lender',
    positions: [
      {
        id: 'lender WETH debt',
        venue: 'lender',
        account: toyAccount,
        instrument: { kind: 'token', id: 'lender WETH', venue: 'lender', ...weth, underlying: 'ETH' },
        quantity,
        mark: weth.price,
        value: multiplyWad(quantity, weth.price, 'up'),
        marginAccount: 'lender account',
        pricing: null,
        carry: -state.debt * 2_000 * state.rate,
      },
    ],
    marginAccounts: [
      {
        id: 'lender account',
        venue: 'lender',
        account: toyAccount,
        positions: ['lender WETH debt'],
        underlyings: ['ETH'],
        equity,
        maintenance,
        health: healthOf(equity, maintenance),
        notional: wad(maintenance),
        collateral: usdc,
        collateralAmount: tokenAmount(0n),
      },
    ],
    markets: [],
    funding: [
      {
        token: weth,
        balance: amountFromFloat(state.wallet, 18, 'down'),
        spender: toyAccount,
        allowance: tokenAmount(0n),
      },
    ],
    prices: { ETH: weth.price },
    detail: state,
  };
}

export function toyLender(gas = 0n): Venue {
  const stateOf = (reading: VenueReading): ToyLender => ({
    ...(reading.detail as ToyLender),
    wallet: amountToFloat(reading.funding[0]?.balance ?? tokenAmount(0n), 18),
  });
  const refuse = (): never => {
    throw new VenueRefusal('a loan is not traded');
  };
  const ways = (reading: VenueReading): CollateralWay[] => {
    const { debt, liquidity, backing, rate, closed } = stateOf(reading);
    const room = Math.max(0, Math.min(liquidity, backing / 2_000 - debt));
    const way = (kind: 'borrow' | 'repay', most: number): CollateralWay => ({
      kind,
      venue: 'lender',
      marginAccount: 'lender account',
      token: weth,
      most: amountFromFloat(most, 18, 'down'),
      equity: 0,
      maintenance: kind === 'borrow' ? 2_000 : -2_000,
      carry: (kind === 'borrow' ? -1 : 1) * 2_000 * rate,
      gas,
      closed: kind === 'borrow' ? closed : null,
    });
    return [way('borrow', room), way('repay', debt)];
  };
  return {
    id: 'lender',
    account: toyAccount,
    read: () => done(toyLenderReading(toyLenderState())),
    marginAt: refuse,
    topUpFor: refuse,
    reductionFor: () => null,
    ways,
    estimate: refuse,
    after(reading, terms) {
      if (!movesCollateral(terms)) return refuse();
      const state = stateOf(reading);
      const drawn = (terms.kind === 'borrow' ? 1 : -1) * amountToFloat(terms.amount, terms.decimals);
      return toyLenderReading({ ...state, debt: state.debt + drawn, wallet: state.wallet + drawn });
    },
    prepare(reading, terms) {
      if (!movesCollateral(terms)) return refuse();
      const way = ways(reading).find(({ kind }) => kind === terms.kind);
      if (way?.closed) throw new VenueRefusal(way.closed);
      if (!way || terms.amount > way.most) throw new VenueRefusal('the lender does not lend so much');
      if (terms.kind === 'repay' && terms.amount > (reading.funding[0]?.balance ?? 0n)) {
        throw new VenueRefusal('the wallet holds less than would be paid back');
      }
      return [];
    },
    quote: (terms) => ({ quantity: terms.quantity, price: fromFloat(0, 'down') }),
    fills: () => [],
    decodeError: () => null,
  };
}
