import { accountingRows } from '../../../assess/lots/accountingRows.js';
import type { LotEntry, LotMethod } from '../../../assess/lots/reckonLots.js';
import { BallastError } from '../../../model/error.js';
import { gasTokenOf } from '../../../model/gasToken.js';
import type { InstrumentId } from '../../../model/instrument.js';
import type { Id } from '../../../model/order.js';
import { DAY } from '../../../model/time.js';
import { type UnixMillis, unixMillis } from '../../../model/units.js';
import type { Ledger } from '../../../record/ledger.js';
import type { BookedFill } from '../../../record/queries/bookedFills.js';
import { type GasPaid, gasPaid } from '../../../record/queries/gasPaid.js';
import { type RecordedLots, recordedLots } from '../../../record/queries/recordedLots.js';
import { type BookAccount, bookAccounts } from '../../../record/queries/statements.js';
import { exact, utc } from '../../words/exact.js';
import type { Answer } from '../output.js';
import { chainBooksAsked } from './chainBooksAsked.js';
import { dayAsked } from './dayAsked.js';
import { tableCsv } from './documentCsv.js';
import { moveSides } from './moveSides.js';

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
  'note',
] as const;

type Row = Partial<Record<(typeof columns)[number], string>>;

interface Span {
  from: UnixMillis;
  to: UnixMillis;
}

/**
 * All that was done to the accounts of books in a span as double entry, oldest first: the amounts of an entry add up to 0 in its
 * currency. Lots are reckoned from the beginning of the ledger. What cannot be told is a row with a note alone. @throws BallastError
 */
export async function exportAccounting(ledger: Ledger, { book, since, until, method }: ExportOptions): Promise<Answer> {
  const from = dayAsked('--since', since);
  const to = unixMillis(dayAsked('--until', until) + DAY);
  if (from >= to) throw new BallastError('--until is before --since', { mend: 'put the earlier first' });
  const rows: Row[] = [];
  for (const one of await bookAccounts(ledger, await chainBooksAsked(ledger, book))) {
    rows.push(...(await accountRows(ledger, one, method, { from, to })));
  }
  rows.sort(({ date: a = '' }, { date: b = '' }) => (a < b ? -1 : a > b ? 1 : 0));
  const cells = rows.map((row) => columns.map((column) => row[column] ?? ''));
  const json = cells.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i] ?? ''])));
  return { json, text: tableCsv({ columns, rows: cells }).trimEnd() };
}

async function accountRows(ledger: Ledger, of: BookAccount, method: LotMethod, { from, to }: Span): Promise<Row[]> {
  const { book, account, chainId } = of;
  const told = (await recordedLots(ledger, { account, chainId, until: to }, [method])).get(method);
  if (!told) return [];
  const paid = await gasPaid(ledger, { account, chainId, since: from, until: to });
  const within = ({ at }: { at: number }) => at >= from && at < to;
  const byId = new Map(told.fills.map((fill) => [fill.id, fill]));
  return [
    ...lotRows(of, told, byId)
      .filter(({ at }) => within({ at }))
      .map(({ row }) => row),
    ...told.fills.filter((fill) => within(fill) && !told.inLots.has(fill.id)).flatMap((fill) => moveRows(of, fill)),
    ...paid.flatMap((one) => gasRows(of, one)),
    ...told.gaps.map((note): Row => ({ date: utc(from), book, account, note })),
  ];
}

function lotRows(of: BookAccount, { byInstrument }: RecordedLots, byId: ReadonlyMap<Id, BookedFill>) {
  return [...byInstrument].flatMap(([instrument, { entries }]) =>
    entries.flatMap((entry) =>
      entryRows(of, instrument, entry, byId.get(entry.id)).map((row) => ({ at: entry.at, row })),
    ),
  );
}

function entryRows(of: BookAccount, instrument: InstrumentId, entry: LotEntry, booked: BookedFill | undefined): Row[] {
  const fill = booked?.fill.kind === 'trade' ? booked.fill : null;
  return accountingRows(entry).map(({ entry: id, side, quantity, amount, lot }) => ({
    ...{ date: utc(entry.at), book: booked?.strategy ?? of.book, account: of.account, entry: id, instrument, lot },
    ledger: side === 'carried' ? `${entry.kind} at ${booked ? 'cost' : 'mark'}` : side,
    quantity: quantity === 0n ? '' : exact(quantity, 18),
    ...(fill ? { price: exact(fill.price, 18) } : {}),
    ...(fill && side === 'cash' ? { fee: exact(fill.fee, 18) } : {}),
    ...{ amount: exact(amount, 18), currency: 'USD', tx: booked?.transaction ?? '' },
    note: noteOf(entry, booked),
  }));
}

/** Who did it, where it was no order of ours. */
function noteOf({ kind, id }: LotEntry, booked: BookedFill | undefined): string {
  if (!booked && kind === 'trade') return 'expired';
  if (!booked) return id.endsWith(' rest') ? 'it was in no lot of who gave it' : 'by hand, adopted by a person';
  if (kind === 'given' && booked.fill.kind === 'transfer') return `to ${booked.fill.to}`;
  if (kind === 'received') return `from ${booked.giver ?? 'nobody known'}`;
  return booked.by === 'ballast' ? '' : booked.by;
}

/** Tokens between the wallet, margin accounts and others: two sides in the token itself. */
const moveRows = ({ book, account }: BookAccount, booked: BookedFill): Row[] =>
  moveSides(booked).map(({ side, token, amount }) => ({
    ...{ date: utc(booked.at), book: booked.strategy ?? book, account, entry: booked.id, ledger: side },
    ...{ instrument: token, quantity: amount, amount, currency: token, tx: booked.transaction },
    note: booked.by === 'ballast' ? '' : booked.by,
  }));

function gasRows({ account, chainId }: BookAccount, { what, id, strategy, amount, transaction, at }: GasPaid): Row[] {
  const token = gasTokenOf(chainId);
  const row = { date: utc(at), book: strategy, account, entry: `${id} ${what}`, instrument: token };
  const side = (ledger: string, sum: bigint): Row => ({
    ...row,
    ...{ ledger, amount: exact(sum, 18), currency: token, tx: transaction },
  });
  return [side(what, amount), side('wallet', -amount)];
}
