import { lotMethods } from '../../../assess/lots/reckonLots.js';
import { partNames } from '../../../assess/pnl/parts.js';
import type { Break } from '../../../model/breaks.js';
import type { PnlParts, PnlReport } from '../../../model/pnl.js';
import { multiplyWad } from '../../../model/units.js';
import type { Ledger } from '../../../record/ledger.js';
import { type Statement, type StatementSide, statementOf } from '../../../record/queries/statements.js';
import { exact, exactNumber, exactWad, utc } from '../../words/exact.js';
import type { Answer } from '../output.js';
import { allotmentsTable } from './allotmentsTable.js';
import { chainBooksAsked } from './chainBooksAsked.js';
import { dayAsked } from './dayAsked.js';
import type { Document, DocumentTable } from './document.js';
import { fillColumns, fillRow, gasText } from './fillRow.js';
import { type ShowOptions, showDocument } from './showDocument.js';

export interface StatementOptions extends ShowOptions {
  book: string;
  /** `2026-11-22`, UTC. */
  day: string;
}

/** How a book's account stood when a day began and ended, and all that happened in between. @throws BallastError */
export async function statement(ledger: Ledger, { book, day, ...options }: StatementOptions): Promise<Answer> {
  const at = dayAsked('--day', day);
  await chainBooksAsked(ledger, book);
  const found = await statementOf(ledger, book, at, lotMethods);
  return showDocument(found, statementDocument(found), options);
}

export function statementDocument(told: Statement): Document {
  const { strategy, account, chainId, day, opening, closing, fills, allotments, gas, pnl, lots, breaks, gaps } = told;
  const native = (side: StatementSide | null) =>
    side?.native == null || chainId === null ? '-' : gasText(side.native, chainId);
  return {
    title: `Statement of ${strategy}, ${utc(day).slice(0, 10)}`,
    facts: [
      ['account', account ?? '-'],
      ['chain', chainId === null ? '-' : String(chainId)],
      ['opening', opening ? `${utc(opening.at)}, block ${opening.block}` : '-'],
      ['closing', closing ? `${utc(closing.at)}, block ${closing.block}` : '-'],
      ['gas token at opening', native(opening)],
      ['gas token at closing', native(closing)],
      ['gas paid', chainId === null ? '-' : gasText(gas.gas, chainId)],
      ["paid to venues' keepers", chainId === null ? '-' : gasText(gas.keeper, chainId)],
    ],
    tables: [
      positionsTable('Positions at opening', opening),
      positionsTable('Positions at closing', closing),
      marginTable('Margin accounts at closing', closing),
      {
        title: 'Trades, transfers and funding',
        columns: fillColumns,
        rows: fills.map(fillRow),
        none: 'nothing was done on this day',
      },
      allotmentsTable(allotments, (one) => one.account.toLowerCase() === account?.toLowerCase()),
      {
        title: 'Profit and loss of the day, usd',
        columns: ['part', 'usd'],
        rows: pnl
          ? [
              ...partNames.flatMap((part) => partRows(part, pnl)),
              ['total', exactNumber(pnl.total)],
              ['brought in or taken out', exactNumber(pnl.transfers)],
            ]
          : [],
        none: 'fewer than two samples tell of the day',
      },
      lotsTable(lots),
      breaksTable(breaks),
    ],
    notes: gaps,
  };
}

/** What was paid for gas is among the fees, and is told apart. */
const partRows = (part: keyof PnlParts, { parts, gas }: Pick<PnlReport, 'parts' | 'gas'>): [string, string][] =>
  part === 'fees'
    ? [
        ['fees', exactNumber(parts.fees + gas)],
        ['gas', exactNumber(gas === 0 ? 0 : -gas)],
      ]
    : [[part, exactNumber(parts[part])]];

/** A perpetual is worth nothing by itself: what it has gained and lost is in the equity of its margin account. */
const positionsTable = (title: string, side: StatementSide | null): DocumentTable => ({
  title: (side?.positions ?? []).some(({ instrument }) => instrument.kind === 'perpetual')
    ? `${title} (what a perpetual is worth is in its margin account)`
    : title,
  columns: ['position', 'instrument', 'quantity', 'mark usd', 'notional usd', 'value usd'],
  rows: (side?.positions ?? []).map(({ id, instrument, quantity, mark, value }) => [
    ...[id, instrument.id, exactWad(quantity), exactWad(mark), exactWad(multiplyWad(quantity, mark, 'down'))],
    instrument.kind === 'perpetual' && value === 0n ? '' : exactWad(value),
  ]),
  none: side ? 'nothing was held' : 'nothing was recorded',
});

const marginTable = (title: string, side: StatementSide | null): DocumentTable => ({
  title,
  columns: ['margin account', 'equity usd', 'requirement usd', 'collateral', 'token'],
  rows: (side?.marginAccounts ?? []).map(({ id, equity, maintenance, collateral, collateralAmount }) => [
    ...[id, exactWad(equity), exactWad(maintenance), exact(collateralAmount, collateral.decimals), collateral.symbol],
  ]),
  none: side ? 'there was none' : 'nothing was recorded',
});

export const lotsTable = (lots: Statement['lots']): DocumentTable => ({
  title: 'Realised and unrealised by lots, usd',
  columns: ['instrument', 'method', 'held', 'cost', 'mark', 'realised', 'unrealised'],
  rows: lots.map(({ instrument, method, lots: open, mark, realised, unrealised }) => {
    const sum = (of: (one: (typeof open)[number]) => bigint) =>
      exact(
        open.reduce((total, one) => total + of(one), 0n),
        18,
      );
    const held = [sum(({ quantity }) => quantity), sum(({ cost }) => cost), mark === null ? '' : exactWad(mark)];
    return [instrument, method, ...held, exactWad(realised), unrealised === null ? '' : exactWad(unrealised)];
  }),
  none: 'no lot is open, and none was closed: what was traded for others went to them at cost',
});

export const breaksTable = (breaks: readonly Break[]): DocumentTable => ({
  title: 'Breaks',
  columns: ['break', 'what', 'expected', 'actual', 'status', 'opened', 'closed', 'by', 'why', 'what it may be'],
  rows: breaks.map(({ id, what, expected, actual, status, openedAt, closedAt, author, reason, text }) => [
    ...[id, what, exactNumber(expected), exactNumber(actual), status, utc(openedAt)],
    ...[closedAt === null ? '' : utc(closedAt), author, reason, text],
  ]),
  none: 'all was as it should be',
});
