import { gasTokenOf } from '../../../model/gasToken.js';
import { transferSize } from '../../../model/order.js';
import type { BookedFill } from '../../../record/queries/bookedFills.js';
import { exact, exactWad, utc } from '../../words/exact.js';

export const fillColumns = [
  'time',
  'venue',
  'what',
  'instrument',
  'side',
  'quantity',
  'price usd',
  'fee usd',
  'funding usd',
  'by',
  'transaction',
  'venue order',
] as const;

/** One fill as cells. */
export function fillRow(booked: BookedFill): string[] {
  const { fill, at, venue, by, transaction, venueOrder, giver } = booked;
  const row = (instrument: string, side: string, quantity: string, price = '', fee = '', funding = '') => [
    ...[utc(at), venue, fill.kind, instrument, side, quantity, price, fee, funding, by, transaction, venueOrder ?? ''],
  ];
  switch (fill.kind) {
    case 'trade': {
      const { instrument, side, quantity, price, fee, funding } = fill;
      return row(
        instrument,
        side,
        exactWad(quantity),
        exactWad(price),
        exactWad(fee),
        funding === undefined ? '' : exactWad(funding),
      );
    }
    case 'cancel':
    case 'replace':
      return row('', '', '');
    case 'transfer': {
      const { asset } = fill;
      const size = exact(transferSize({ asset }), 'position' in asset ? 18 : asset.decimals);
      return row(
        'position' in asset ? asset.instrument : asset.token,
        giver === null ? `to ${fill.to}` : `from ${giver}`,
        size,
      );
    }
    case 'claim':
      return row(fill.token, 'in', exact(fill.amount, fill.decimals));
    default:
      return row(fill.token, fill.marginAccount, exact(fill.amount, fill.decimals));
  }
}

export const gasText = (gas: bigint, chainId: number): string => `${exact(gas, 18)} ${gasTokenOf(chainId)}`;
