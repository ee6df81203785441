import { BallastError } from '../../../model/error.js';
import { shortId } from '../../../model/order.js';
import { type Wad, wad } from '../../../model/units.js';
import type { Ledger } from '../../../record/ledger.js';
import type { Allotment } from '../../../record/queries/allotments.js';
import {
  type Confirmation,
  confirmationOfOrder,
  confirmationOfParent,
  orderNamed,
} from '../../../record/queries/confirmations.js';
import { findById } from '../../../record/queries/findById.js';
import { parentsNamed } from '../../../record/queries/parentOrders.js';
import { exactWad, utc } from '../../words/exact.js';
import type { Answer } from '../output.js';
import { allotmentsTable } from '../statement/allotmentsTable.js';
import type { Document } from '../statement/document.js';
import { fillColumns, fillRow, gasText } from '../statement/fillRow.js';
import { type ShowOptions, showDocument } from '../statement/showDocument.js';

/** What was done for an order, asked for by its id, the beginning of one, or its ClOrdID. @throws BallastError */
export async function confirm(ledger: Ledger, name: string, options: ShowOptions): Promise<Answer> {
  const found = await confirmationNamed(ledger, name);
  return showDocument(found, confirmationDocument(found), options);
}

async function confirmationNamed(ledger: Ledger, name: string): Promise<Confirmation> {
  const parents = await parentsNamed(ledger, name);
  const [parent] = parents;
  if (parent && parents.length === 1) return confirmationOfParent(ledger, parent);
  const orders = (await findById(ledger, name)).filter(({ kind }) => kind === 'order');
  const [order] = orders;
  if (parents.length + orders.length > 1) {
    throw new BallastError(`${name} may be ${parents.length + orders.length} orders`, { mend: 'write more of the id' });
  }
  const recorded = order && (await orderNamed(ledger, order.id));
  if (recorded) return confirmationOfOrder(ledger, recorded);
  throw new BallastError(`the ledger knows no order ${name}`, {
    mend: '`ballast orders` lists them; four characters of an id are the least',
  });
}

export function confirmationDocument(told: Confirmation): Document {
  const {
    id,
    kind,
    clOrdId,
    strategy,
    account,
    chainId,
    status,
    author,
    text,
    reason,
    createdAt,
    traded,
    gas,
    keeper,
  } = told;
  const own = told.allotments.filter((one) => one.parent === id);
  const away = told.allotments.filter((one) => one.parent !== id);
  const trade: [string, string][] = traded
    ? [
        ['instrument', traded.instrument],
        ['side', traded.side],
        ['quantity (CumQty)', exactWad(traded.quantity)],
        ['average price usd (AvgPx)', exactWad(traded.avgPx)],
        ['amount usd (GrossTradeAmt)', exactWad(traded.gross)],
        ['fee usd', exactWad(traded.fee)],
        ...own.map((one): [string, string] => [
          'its share of a block',
          `${exactWad(one.quantity)} of block ${shortId(one.block)}, at the block's average price, traded by ${one.trader ?? 'another book'}`,
        ]),
        ...(away.length > 0 ? [['allotted away', awayText(traded.quantity, away)] as [string, string]] : []),
      ]
    : [];
  return {
    title: `Confirmation of order ${id}`,
    facts: [
      ...(clOrdId === null ? [] : [['ClOrdID', clOrdId] as const]),
      ['asked for', `${utc(createdAt)} by ${author}`],
      ['book', strategy],
      ['account', account],
      ['chain', String(chainId)],
      ...(text === '' ? [] : [['said of it', text] as const]),
      ['status', reason === '' ? status : `${status}: ${reason}`],
      ...trade,
      ['gas paid', gasText(gas, chainId)],
      ["paid to venues' keepers", gasText(keeper, chainId)],
      ...(kind === 'parent'
        ? [['done by', `${told.orders.length} child ${told.orders.length === 1 ? 'order' : 'orders'}`] as const]
        : []),
    ],
    tables: [
      ...(told.allotments.length > 0 ? [allotmentsTable(told.allotments, (one) => one.parent === id)] : []),
      { title: 'Fills', columns: fillColumns, rows: told.fills.map(fillRow), none: 'nothing has been filled' },
    ],
    notes: [],
  };
}

function awayText(traded: Wad, away: readonly Allotment[]): string {
  const given = wad(away.reduce((sum, { quantity }) => sum + quantity, 0n));
  const kept = wad(traded - given);
  const rest = kept === 0n ? 'nothing is its own' : `${exactWad(kept)} is its own`;
  return `${exactWad(given)} to ${away.length} ${away.length === 1 ? 'order' : 'orders'} of others; ${rest}`;
}
