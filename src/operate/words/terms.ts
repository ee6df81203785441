import type { CollateralKind, Fill, OrderId, OrderStep, OrderTerms, TransferTerms } from '../../model/order.js';
import { amountToFloat, toFloat } from '../../model/units.js';
import { decimal, signed } from './numbers.js';

/**
 * `sell 2.41 perp-v2 ETH`, `add 350.00 USDC to perp-v2 cross`, `repay 900.00 USDC to aave-v3 account`, `stop: sell 2.41 gmx-v2
 * ETH/USD at 1 890.00`; of a row of orders, which step it is.
 */
export const termsText = (terms: OrderTerms, step?: Pick<OrderStep, 'index' | 'of'>): string =>
  `${whatText(terms)}${step === undefined ? '' : `, step ${step.index + 1} of ${step.of}`}`;

function whatText(terms: OrderTerms): string {
  switch (terms.kind) {
    case 'trade':
      return `${tradeText(terms)}${terms.reduceOnly ? ' (reduce only)' : ''}`;
    case 'rest': {
      const word = terms.ordType === 'Stop' ? 'stop' : 'limit';
      const reduce = terms.reduceOnly ? ' (reduce only)' : '';
      const instead = terms.replaces === null ? '' : `, in the place of ${venueOrderText(terms.replaces)}`;
      return `${word}: ${tradeText(terms)} at ${decimal(toFloat(terms.triggerPrice))}${reduce}${instead}`;
    }
    case 'cancel':
      return `take back ${venueOrderText(terms.order)} on ${terms.venue}`;
    case 'claim': {
      const amounts = terms.amounts.map(({ amount, decimals, token }) => amountText(amount, decimals, token));
      return `claim ${amounts.join(', ')} on ${terms.venue}`;
    }
    case 'transfer':
      return `give ${assetText(terms.asset)} to ${terms.to}`;
    default: {
      const { verb, place } = collateralWords[terms.kind];
      return `${verb} ${amountText(terms.amount, terms.decimals, terms.token)} ${place} ${terms.marginAccount}`;
    }
  }
}

const collateralWords: Readonly<Record<CollateralKind, { verb: string; place: string; done: string }>> = {
  addCollateral: { verb: 'add', place: 'to', done: 'added' },
  removeCollateral: { verb: 'take', place: 'from', done: 'took' },
  repay: { verb: 'repay', place: 'to', done: 'repaid' },
  borrow: { verb: 'borrow', place: 'from', done: 'borrowed' },
};

type Traded = Pick<Extract<OrderTerms, { kind: 'trade' | 'rest' }>, 'side' | 'quantity' | 'instrument' | 'position'>;

function tradeText({ side, quantity, instrument, position }: Traded): string {
  const of = position && position !== instrument ? ` of ${position}` : '';
  return `${side.toLowerCase()} ${decimal(toFloat(quantity), 4)} ${instrument}${of}`;
}

const assetText = (asset: TransferTerms['asset']): string =>
  'position' in asset
    ? `${decimal(toFloat(asset.quantity), 4)} of ${asset.position}`
    : amountText(asset.amount, asset.decimals, asset.token);

const amountText = (amount: Parameters<typeof amountToFloat>[0], decimals: number, token: string): string =>
  `${decimal(amountToFloat(amount, decimals), decimals > 6 ? 4 : 2)} ${token}`;

/** `sold 2.41 at 2 203.02, fee 5.31 usd, impact -0.84, funding -1.20, realised +31.00` */
export function fillText(fill: Fill): string {
  switch (fill.kind) {
    case 'trade': {
      const verb = fill.side === 'Buy' ? 'bought' : 'sold';
      const { priceImpact, funding, borrowing, realizedPnl } = fill;
      const told = Object.entries({ impact: priceImpact, funding, borrowing, realised: realizedPnl }).flatMap(
        ([name, usd]) => (usd === undefined ? [] : [`${name} ${signed(toFloat(usd))}`]),
      );
      const facts = [`fee ${decimal(toFloat(fill.fee))} usd`, ...told].join(', ');
      return `${verb} ${decimal(toFloat(fill.quantity), 4)} at ${decimal(toFloat(fill.price))}, ${facts}`;
    }
    case 'cancel':
      return `took back ${venueOrderText(fill.order)}`;
    case 'replace':
      return `changed ${venueOrderText(fill.order)}`;
    case 'claim':
      return `claimed ${amountText(fill.amount, fill.decimals, fill.token)} of ${fill.instrument}`;
    case 'transfer':
      return `gave ${assetText(fill.asset)} to ${fill.to}`;
    default:
      return `${collateralWords[fill.kind].done} ${amountText(fill.amount, fill.decimals, fill.token)}`;
  }
}

/** Enough of what a venue calls an order to know it by; `--json` has all of it. */
export const venueOrderText = (id: OrderId): string => (id.length > 14 ? `${id.slice(0, 10)}…` : id);
