import type { Allotment } from '../../../record/queries/allotments.js';
import { exactWad, utc } from '../../words/exact.js';
import type { DocumentTable } from './document.js';

/** Shares of blocks: what was allotted to the account whose paper it is, and what it has allotted to others. */
export const allotmentsTable = (
  allotments: readonly Allotment[],
  isOwn: (one: Allotment) => boolean,
): DocumentTable => ({
  title: 'Allotted of blocks',
  columns: [
    ...['time', 'block', 'allotted', 'instrument', 'side', 'AllocQty', 'AllocAvgPx usd'],
    ...['amount usd', 'fee usd', 'book', 'order'],
  ],
  rows: allotments.map((one) => [
    ...[utc(one.at), one.block, isOwn(one) ? `by ${one.traderAccount ?? ''}` : `away, to ${one.account}`],
    ...[one.instrument, one.side, exactWad(one.quantity), exactWad(one.avgPx), exactWad(one.grossTradeAmt)],
    ...[exactWad(one.fee), isOwn(one) ? (one.trader ?? '') : one.strategy, one.parent],
  ]),
  none: 'nothing was given of a block, or traded for others',
});
