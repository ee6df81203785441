import type { CollateralWay } from '../../model/collateralWay.js';
import type { CollateralKind } from '../../model/order.js';
import { tokenAmount } from '../../model/units.js';
import { counts } from './balances.js';
import { borrowRate, priceNumber, supplyRate } from './carry.js';
import { borrowClosed, repayClosed, supplyClosed, unpricedClosed, withdrawClosed } from './closed.js';
import { reservesOf, tokenOf } from './describe.js';
import { thresholdOf } from './eMode.js';
import { loanGas } from './gas.js';
import { type Bound, borrowMost, INTEREST_SECONDS, repayMost, supplyMost, withdrawMost } from './most.js';
import { AAVE_V3, ACCOUNT } from './names.js';
import type { AaveContracts, AaveDetail, ReserveState } from './state.js';

/**
 * Each watched token in as collateral and out, borrowed and repaid. The pool cuts the average threshold of all collateral off to a
 * basis point: where there are several kinds, equity may be off by as much of the whole collateral.
 */
export const waysOf = (contracts: AaveContracts, detail: AaveDetail): CollateralWay[] =>
  reservesOf(contracts, detail)
    .filter(([{ symbol }]) => detail.watched.includes(symbol))
    .flatMap(([one, reserve]) => {
      const token = tokenOf(detail, one, reserve);
      const unpriced = unpricedClosed(detail, reserve);
      const way = (kind: CollateralKind, said: Said): CollateralWay => ({
        ...{ kind, venue: AAVE_V3, marginAccount: ACCOUNT, token, gas: loanGas[kind] },
        ...{ equity: said.equity, maintenance: said.maintenance, carry: said.carry },
        ...atMost({ ...said, closed: unpriced ?? said.closed }),
      });
      return kinds(detail, reserve).map(([kind, said]) => way(kind, said));
    });

interface Said {
  equity: number;
  maintenance: number;
  carry: number;
  closed: string | null;
  bound: () => Bound;
}

function kinds(detail: AaveDetail, reserve: ReserveState): readonly (readonly [CollateralKind, Said])[] {
  const price = priceNumber(detail, reserve);
  const backing = (price * Number(thresholdOf(detail, reserve))) / 10_000;
  const [earned, paid] = [price * supplyRate(reserve), price * borrowRate(detail, reserve)];
  const taken = counts(detail, reserve) ? -backing : 0;
  return [
    [
      'addCollateral',
      {
        ...{ equity: backing, maintenance: 0, carry: earned, closed: supplyClosed(detail, reserve) },
        bound: () => supplyMost(detail, reserve),
      },
    ],
    [
      'removeCollateral',
      {
        ...{ equity: taken, maintenance: 0, carry: -earned, closed: withdrawClosed(detail, reserve) },
        bound: () => withdrawMost(detail, reserve, INTEREST_SECONDS),
      },
    ],
    [
      'borrow',
      {
        ...{ equity: 0, maintenance: price, carry: -paid, closed: borrowClosed(detail, reserve) },
        bound: () => borrowMost(detail, reserve, INTEREST_SECONDS),
      },
    ],
    [
      'repay',
      {
        ...{ equity: 0, maintenance: -price, carry: paid, closed: repayClosed(detail, reserve) },
        bound: () => repayMost(detail, reserve),
      },
    ],
  ];
}

/** What is closed moves nothing; what could move nothing is closed, and its bound says why. */
function atMost({ closed, bound }: Said): Pick<CollateralWay, 'most' | 'closed'> {
  if (closed !== null) return { most: tokenAmount(0n), closed };
  const { most, by } = bound();
  return { most: tokenAmount(most), closed: most === 0n ? by : null };
}
