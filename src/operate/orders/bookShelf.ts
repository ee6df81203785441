import { placeOf } from '../../chains/names.js';
import { didYouMean } from '../../config/suggestion.js';
import type { Ledger } from '../../record/ledger.js';
import { latestTick, strategiesSeen } from '../../record/queries/ticks.js';
import type { KnownBook } from './knownBook.js';
import type { OrderFields } from './orderFields.js';
import { type KnownBookOptions, readKnownBook } from './readKnownBook.js';
import type { Report } from './readTerms.js';

/** Books by what orders call them. Each is read once. */
export interface BookShelf {
  /** The book that an order is for; undefined where that is wrong. @param report called with what is wrong */
  find(fields: OrderFields, report: Report): Promise<KnownBook | undefined>;
}

export async function openBookShelf(ledger: Ledger, options: KnownBookOptions): Promise<BookShelf> {
  const names = await strategiesSeen(ledger);
  const books = new Map<string, Promise<KnownBook | undefined>>();
  const read = (name: string, chain: string | null): Promise<KnownBook | undefined> => {
    const key = `${chain ?? ''}:${name}`;
    const found = books.get(key) ?? readKnownBook(ledger, name, chain, options);
    books.set(key, found);
    return found;
  };
  let accounts: ReadonlyMap<string, readonly string[]> | undefined;

  async function nameOf({ book, account }: OrderFields, report: Report): Promise<string | undefined> {
    if (names.length === 0) {
      report({
        field: 'book',
        message: 'nothing was recorded of any book yet',
        mend: 'start `ballast run` once: it writes down what there is',
      });
      return undefined;
    }
    const wanted = book?.trim();
    if (wanted !== undefined && !names.includes(wanted)) {
      report({
        field: 'book',
        message: `nothing was recorded of a book \`${wanted.slice(0, 60)}\``,
        mend: didYouMean(wanted, names),
      });
      return undefined;
    }
    if (account === undefined) {
      if (wanted !== undefined || names.length === 1) return wanted ?? names[0];
      report({ field: 'book', message: '`book` is missing', mend: `one of: ${names.slice(0, 20).join(', ')}` });
      return undefined;
    }
    accounts ??= await accountsOf(ledger, names);
    const owners = accounts.get(account.trim().toLowerCase()) ?? [];
    if (wanted !== undefined) {
      if (owners.includes(wanted)) return wanted;
      report({
        field: 'account',
        message: `${account.slice(0, 60)} is not the account of \`${wanted}\``,
        mend: 'leave one of the two out',
      });
      return undefined;
    }
    if (owners.length === 1) return owners[0];
    const message =
      owners.length === 0
        ? `no book has the account ${account.slice(0, 60)}`
        : `${owners.length} books have that account`;
    report({
      field: 'account',
      message,
      mend: `name the book: ${(owners.length === 0 ? names : owners).slice(0, 20).join(', ')}`,
    });
    return undefined;
  }

  return {
    async find(fields, report) {
      const name = await nameOf(fields, report);
      if (name === undefined) return undefined;
      const { chain } = placeOf(fields.instrument?.trim() ?? '');
      const found = await read(name, chain);
      if (!found && chain !== null)
        report({
          field: 'instrument',
          message: `nothing was recorded of \`${name}\` on \`${chain}\``,
          mend: 'name what is on its first chain without a chain',
        });
      return found;
    },
  };
}

async function accountsOf(ledger: Ledger, names: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const owners = new Map<string, string[]>();
  for (const name of names) {
    const account = (await latestTick(ledger, name))?.account.toLowerCase();
    if (account !== undefined) owners.set(account, [...(owners.get(account) ?? []), name]);
  }
  return owners;
}
