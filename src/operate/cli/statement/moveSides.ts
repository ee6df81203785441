import { isPaidIn } from '../../../model/order.js';
import type { BookedFill } from '../../../record/queries/bookedFills.js';
import { exact } from '../../words/exact.js';

export interface MoveSide {
  side: string;
  token: string;
  /** Signed, exact. */
  amount: string;
}

/** The two sides of what a fill moved without trading; none where nothing was moved. */
export function moveSides({ fill, venue, account, giver }: BookedFill): MoveSide[] {
  const between = (into: string, outOf: string, token: string, amount: bigint, decimals: number): MoveSide[] => [
    { side: into, token, amount: exact(amount, decimals) },
    { side: outOf, token, amount: exact(-amount, decimals) },
  ];
  switch (fill.kind) {
    case 'trade':
    case 'cancel':
    case 'replace':
      return [];
    case 'transfer': {
      const isPosition = 'position' in fill.asset;
      const held = isPosition ? 'asset' : 'wallet';
      const [what, amount, decimals] =
        'position' in fill.asset
          ? [fill.asset.instrument, fill.asset.quantity, 18]
          : [fill.asset.token, fill.asset.amount, fill.asset.decimals];
      return giver === null || fill.to.toLowerCase() !== account.toLowerCase()
        ? between(`given to ${fill.to}`, held, what, amount, decimals)
        : between(held, `received from ${giver}`, what, amount, decimals);
    }
    case 'claim':
      return between('wallet', `claimed at ${venue}`, fill.token, fill.amount, fill.decimals);
    default: {
      const isLoan = fill.kind === 'borrow' || fill.kind === 'repay';
      const other = `${isLoan ? 'debt' : 'margin'} ${fill.marginAccount}`;
      const [into, outOf] = isPaidIn(fill) ? [other, 'wallet'] : ['wallet', other];
      return between(into, outOf, fill.token, fill.amount, fill.decimals);
    }
  }
}
