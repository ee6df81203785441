import { accountingRows, closingsByFill } from '../../../assess/lots/accountingRows.js';
import { type LotFill, type LotMethod, reckonLots } from '../../../assess/lots/reckonLots.js';
import { BallastError } from '../../../model/error.js';
import { gasTokenOf } from '../../../model/gasToken.js';
import { isPaidIn } from '../../../model/order.js';
import { DAY } from '../../../model/time.js';
import { unixMillis } from '../../../model/units.js';
import type { Ledger } from '../../../record/ledger.js';
import { type BookedFill, bookedFills } from '../../../record/queries/bookedFills.js';
import { gasOfOrders } from '../../../record/queries/gasOfOrders.js';
import { accountOf } from '../../../record/queries/statements.js';
import { booksAsked } from '../booksAsked.js';
import type { Answer } from '../output.js';
import { dayAsked } from './dayAsked.js';
import { tableCsv } from './documentCsv.js';
import { exact, utc } from './exact.js';

export interface ExportOptions {
  book?: string;
  /** Days, UTC; the last is among them. */
  since: string;
  until: string;
  method: LotMethod;
}

const columns = [
  'date',
  'book',
  'account',
  'entry',
  'ledger',
  'instrument',
  'quantity',
  'price',
  'fee',
  'amount',
  'currency',
  'tx',
  'lot',
];

/**
 * Every fill of a span as double entry, oldest first: the amounts of an entry add up to 0 in its currency. Lots are reckoned from
 * the beginning of the ledger. @throws BallastError
 */
export async function exportAccounting(ledger: Ledger, { book, since, until, method }: ExportOptions): Promise<Answer> {
  const from = dayAsked('--since', since);
  const to = unixMillis(dayAsked('--until', until) + DAY);
  if (from >= to) throw new BallastError('--until is before --since', { mend: 'put the earlier first' });
  const rows: string[][] = [];
  for (const name of await booksAsked(ledger, book)) {
    const account = await accountOf(ledger, name);
    if (!account) continue;
    const all = await bookedFills(ledger, { strategy: name, until: to });
    rows.push(
      ...tradeRows(name, all, from, method),
      ...moveRows(name, all, from),
      ...(await gasRows(ledger, name, all, from)),
    );
  }
  rows.sort((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : (a[0] ?? '') > (b[0] ?? '') ? 1 : 0));
  const json = rows.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i] ?? ''])));
  return { json, text: tableCsv({ columns, rows }).trimEnd() };
}

function tradeRows(book: string, all: readonly BookedFill[], from: number, method: LotMethod): string[][] {
  const trades = all.flatMap((booked) => (booked.fill.kind === 'trade' ? [{ booked, fill: booked.fill }] : []));
  const byKey = new Map<string, typeof trades>();
  for (const one of trades) {
    const key = `${one.booked.account} ${one.booked.chainId} ${one.fill.instrument}`;
    const own = byKey.get(key);
    if (own) own.push(one);
    else byKey.set(key, [one]);
  }
  return [...byKey.values()].flatMap((own) => {
    const fills = own.map(({ booked: { id, at }, fill }): LotFill => ({ ...fill, id, at }));
    const closed = closingsByFill(reckonLots(fills, method).closings);
    return own.flatMap(({ booked, fill }, i) => {
      const lotFill = fills[i];
      if (booked.at < from || !lotFill) return [];
      return accountingRows(lotFill, closed.get(lotFill.id) ?? []).map(({ entry, side, quantity, amount, lot }) => [
        ...[utc(booked.at), book, booked.account, entry, side, fill.instrument],
        ...[
          quantity === 0n ? '' : exact(quantity, 18),
          exact(fill.price, 18),
          side === 'cash' ? exact(fill.fee, 18) : '',
        ],
        ...[exact(amount, 18), 'USD', booked.transaction, lot],
      ]);
    });
  });
}

/** Tokens between the wallet, margin accounts and others: two sides in the token itself. */
function moveRows(book: string, all: readonly BookedFill[], from: number): string[][] {
  return all.flatMap((booked) => {
    const { fill, at, id, account, transaction } = booked;
    if (at < from || fill.kind === 'trade') return [];
    const side = (ledgerAccount: string, token: string, amount: string) => [
      ...[utc(at), book, account, id, ledgerAccount, token, amount, '', '', amount, token, transaction, ''],
    ];
    if (fill.kind === 'transfer') {
      if ('position' in fill.asset) {
        const { instrument, quantity } = fill.asset;
        return [
          side(`position given to ${fill.to}`, instrument, exact(quantity, 18)),
          side('asset', instrument, exact(-quantity, 18)),
        ];
      }
      const { token, amount, decimals } = fill.asset;
      return [
        side(`given to ${fill.to}`, token, exact(amount, decimals)),
        side('wallet', token, exact(-amount, decimals)),
      ];
    }
    if (!('token' in fill)) return [];
    const { token, amount, decimals } = fill;
    const isIn = fill.kind === 'claim' ? false : isPaidIn(fill);
    const other =
      fill.kind === 'claim'
        ? `claimed at ${booked.venue}`
        : `${fill.kind === 'borrow' || fill.kind === 'repay' ? 'debt' : 'margin'} ${fill.marginAccount}`;
    return [
      side(other, token, exact(isIn ? amount : -amount, decimals)),
      side('wallet', token, exact(isIn ? -amount : amount, decimals)),
    ];
  });
}

async function gasRows(ledger: Ledger, book: string, all: readonly BookedFill[], from: number): Promise<string[][]> {
  const last = new Map(all.flatMap((one) => (one.order !== null && one.at >= from ? [[one.order, one] as const] : [])));
  const paid = await gasOfOrders(ledger, [...last.keys()]);
  return [...last].flatMap(([order, { at, account, chainId, transaction }]) => {
    const { gas = 0n, keeper = 0n } = paid.get(order) ?? {};
    const token = gasTokenOf(chainId);
    const pair = (what: string, amount: bigint) =>
      amount === 0n
        ? []
        : [
            [
              utc(at),
              book,
              account,
              `${order} ${what}`,
              what,
              token,
              '',
              '',
              '',
              exact(amount, 18),
              token,
              transaction,
              '',
            ],
            [
              utc(at),
              book,
              account,
              `${order} ${what}`,
              'wallet',
              token,
              '',
              '',
              '',
              exact(-amount, 18),
              token,
              transaction,
              '',
            ],
          ];
    return [...pair('gas', gas), ...pair('keeper', keeper)];
  });
}
