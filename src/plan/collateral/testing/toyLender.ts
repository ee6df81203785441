import type { CollateralWay } from '../../../model/collateralWay.js';
import { healthOf } from '../../../model/marginAccount.js';
import { type CollateralKind, movesCollateral } from '../../../model/order.js';
import type { VenueReading } from '../../../model/snapshot.js';
import { amountFromFloat, amountToFloat, fromFloat, tokenAmount, wad } from '../../../model/units.js';
import { type Venue, VenueRefusal } from '../../../venues/venue.js';
import { gasPricesOf } from '../../cost/gasPrices.js';
import { holding, rebalanceRule, toySnapshot } from '../../testing/toyBook.js';
import { toyPerp, toyReading, toyState } from '../../testing/toyPerp.js';
import { toyAccount, usdc } from '../../testing/toyTokens.js';
import type { RebalanceInput } from '../problemOf.js';

/** Dollars, all of them. */
interface Loan {
  supplied: number;
  debt: number;
  /** Why nothing can be taken out; null when it can. */
  frozen: string | null;
  wallet: number;
}

/** Share of what is supplied that counts. */
const threshold = 0.8;

const id = 'lender account';

function readingOf(loan: Loan): VenueReading<Loan> {
  const [equity, maintenance] = [fromFloat(loan.supplied * threshold, 'down'), fromFloat(loan.debt, 'up')];
  return {
    venue: 'lender',
    positions: [],
    marginAccounts: [
      {
        id,
        venue: 'lender',
        account: toyAccount,
        positions: [],
        underlyings: [],
        equity,
        maintenance,
        health: healthOf(equity, maintenance),
        notional: wad(0n),
        collateral: usdc,
        collateralAmount: tokenAmount(0n),
      },
    ],
    markets: [],
    funding: [
      {
        token: usdc,
        balance: amountFromFloat(loan.wallet, 6, 'down'),
        spender: toyAccount,
        allowance: tokenAmount(2n ** 255n),
      },
    ],
    prices: {},
    detail: loan,
  };
}

/** By how much of each a dollar moves: what is supplied, what is owed. */
const effects: Record<CollateralKind, readonly [supplied: number, debt: number]> = {
  addCollateral: [1, 0],
  removeCollateral: [-1, 0],
  borrow: [0, 1],
  repay: [0, -1],
};

/** One token supplied and borrowed, interest of 4 % and 6 % a year, no price but one. */
function toyLender(perp: Venue): Venue {
  return {
    ...perp,
    id: 'lender',
    ways(reading): CollateralWay[] {
      const { supplied, debt, frozen } = reading.detail as Loan;
      const most = { addCollateral: 1e9, removeCollateral: supplied, borrow: supplied * threshold, repay: debt };
      const carry = { addCollateral: 0.04, removeCollateral: -0.04, borrow: -0.06, repay: 0.06 };
      return (['addCollateral', 'removeCollateral', 'borrow', 'repay'] as const).map((kind) => ({
        kind,
        venue: 'lender',
        marginAccount: id,
        token: usdc,
        most: amountFromFloat(most[kind], 6, 'down'),
        equity: effects[kind][0] * threshold,
        maintenance: effects[kind][1],
        carry: carry[kind],
        gas: 100n,
        closed: kind === 'removeCollateral' ? frozen : null,
      }));
    },
    after(reading, terms) {
      if (!movesCollateral(terms)) throw new VenueRefusal('nothing is traded here');
      const { supplied, debt, wallet, frozen } = reading.detail as Loan;
      const amount = amountToFloat(terms.amount, 6);
      const [more, owed] = effects[terms.kind];
      const paid = more + owed === 0 ? 0 : more - owed;
      return readingOf({
        frozen,
        supplied: supplied + more * amount,
        debt: Math.max(0, debt + owed * amount),
        wallet: wallet - paid * amount,
      });
    },
  };
}

export interface LentBook {
  lender: { supplied: number; debt: number; frozen?: string };
  /** Cash of the account `toy a`, that holds 10 ether at 2 000 USD and requires 1 250 USD. */
  perp: number;
  wallet: number;
  keep: number;
  needs: readonly string[];
  /** Venues whose accounts may give, beside the wallet. */
  from: readonly string[];
  lends: boolean;
}

/** A perpetual account and a loan over one wallet. */
export function lentBook(change: Partial<LentBook>): RebalanceInput {
  const book: LentBook = {
    lender: { supplied: 0, debt: 0 },
    perp: 2_600,
    wallet: 0,
    keep: 0,
    needs: [],
    from: [],
    lends: false,
    ...change,
  };
  const balance = amountFromFloat(book.wallet, 6, 'down');
  const perp = toyPerp('toy');
  const snapshot = toySnapshot([
    toyReading(toyState({ walletBalance: balance, accounts: { a: holding(10, book.perp) } })),
    readingOf({ frozen: null, ...book.lender, wallet: book.wallet }),
  ]);
  return {
    rule: rebalanceRule({
      name: 'rebalance',
      accounts: [
        { venue: 'toy', name: '*' },
        { venue: 'lender', name: '*' },
      ],
      from: [{ token: 'USDC' }, ...book.from.map((venue) => ({ accounts: { venue, name: '*' } }))],
      keep: { USDC: book.keep },
      lend: book.lends ? { venue: 'lender', name: '*' } : null,
    }),
    snapshot,
    venues: new Map([
      ['toy', perp],
      ['lender', toyLender(perp)],
    ]),
    needs: book.needs.map((marginAccount) => ({ marginAccount, orderClass: 'margin' as const })),
    surviveBelow: 1.1,
    loose: [],
    prices: gasPricesOf(snapshot),
  };
}
