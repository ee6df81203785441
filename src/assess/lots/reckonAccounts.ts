import { multiplyWad, type UnixMillis, type Wad, wad } from '../../model/units.js';
import { createLotBook, type LotBook, type LotEntry, type LotFill, type LotMethod, type Lots } from './reckonLots.js';

/** What happened to one instrument in accounts that give parts of it to each other. */
export type LotEvent =
  | { kind: 'trade'; account: string; fill: LotFill }
  /** From one account to another. */
  | {
      kind: 'carry';
      id: string;
      at: UnixMillis;
      from: string;
      to: string;
      /** Positive; the side is the giver's. */
      quantity: Wad;
      /** USD per unit that it was marked at; null where nobody has seen it. */
      mark: Wad | null;
    }
  /** It came or went by hand, and a person has said that it is right. */
  | {
      kind: 'adopted';
      id: string;
      at: UnixMillis;
      account: string;
      /** Signed units that came. */
      quantity: Wad;
      mark: Wad | null;
    };

export interface AccountLots extends Lots {
  entries: readonly LotEntry[];
  /** What nobody's lots tell the cost of: taken at its mark, or in no lot where there is none. */
  unknown: readonly { id: string; quantity: Wad; mark: Wad | null }[];
}

/**
 * Lots of one instrument in each of the accounts. What one gives another keeps its cost: nobody gains by it, and over all accounts
 * realised + unrealised = cash + value, exactly, but for what was given beyond any lot.
 * @param events - In the order that they happened.
 * @param endOf - The fill that closes what an account holds at the end, where it has expired.
 */
export function reckonAccounts(
  events: readonly LotEvent[],
  method: LotMethod,
  endOf: (held: Wad) => LotFill | null,
): Map<string, AccountLots> {
  const accounts = new Map<string, { book: LotBook; entries: LotEntry[]; unknown: AccountLots['unknown'][number][] }>();
  const of = (account: string) => {
    const found = accounts.get(account) ?? { book: createLotBook(method), entries: [], unknown: [] };
    accounts.set(account, found);
    return found;
  };
  for (const event of events) {
    if (event.kind === 'trade') {
      const { book, entries } = of(event.account);
      entries.push(book.trade(event.fill));
      continue;
    }
    const { id, at, quantity, mark } = event;
    if (event.kind === 'adopted') {
      const { book, entries, unknown } = of(event.account);
      unknown.push({ id, quantity, mark });
      if (mark !== null) entries.push(book.receive(id, at, quantity, multiplyWad(quantity, mark, 'up')));
      continue;
    }
    const [giver, taker] = [of(event.from), of(event.to)];
    const gone = giver.book.give(id, at, quantity);
    const moved = gone ? -gone.quantity : 0n;
    if (gone) {
      giver.entries.push(gone);
      taker.entries.push(taker.book.receive(id, at, wad(moved), gone.brought));
    }
    const beyond = wad(quantity - (moved < 0n ? -moved : moved));
    if (beyond === 0n) continue;
    // What the giver's lots do not tell was there before them: it is held long, since what is owed cannot be given away.
    const signed = wad(moved < 0n ? -beyond : beyond);
    for (const side of [giver, taker]) side.unknown.push({ id, quantity: signed, mark });
    if (mark !== null)
      taker.entries.push(taker.book.receive(`${id} rest`, at, signed, multiplyWad(signed, mark, 'up')));
  }
  return new Map(
    [...accounts].map(([account, { book, entries, unknown }]) => {
      const end = endOf(book.held());
      if (end) entries.push(book.trade(end));
      return [account, { ...book.lots(), entries, unknown }];
    }),
  );
}
