import type { ParentOrder, ParentTerms } from '../../model/parentOrder.js';
import type { UnixMillis } from '../../model/units.js';
import { newId } from '../../record/id.js';
import type { RecordedParent } from '../../record/queries/parentOrders.js';
import { askedHash } from '../../record/statements/parentOrders.js';
import { hasControls, plainText } from '../plainText.js';
import { checkAgainstBook, checkInstrument } from './checkAgainstBook.js';
import type { KnownBook } from './knownBook.js';
import type { OrderFields } from './orderFields.js';
import { parentOf } from './parentOf.js';
import { nameIn, type Report, readTerms } from './readTerms.js';

/** An order that nothing is known to be wrong with. */
export interface ReadOrder {
  parent: ParentOrder;
  /** What the asker should know, in sentences. */
  notes: readonly string[];
}

export interface Asking {
  author: string;
  at: UnixMillis;
}

const longestText = 1_000;

export const onePlainLine = 'write it in one plain line';

/**
 * An order as it will be written down; undefined where anything is wrong with it.
 * @param book that it is for; undefined where that is wrong: then only what the order says of itself is looked at
 * @param report called with each thing that is wrong
 */
export function readOrder(
  fields: OrderFields,
  book: KnownBook | undefined,
  { author, at }: Asking,
  report: Report,
): ReadOrder | undefined {
  let sound = true;
  const wrong: Report = (problem) => {
    sound = false;
    report(problem);
  };
  checkName('clOrdId', fields.clOrdId, wrong);
  checkName('list', fields.list, wrong);
  const text = fields.text?.trim() ?? '';
  if (text.length > longestText)
    wrong({ field: 'text', message: `it has ${text.length} characters`, mend: `${longestText} are the most` });
  if (hasControls(text))
    wrong({ field: 'text', message: 'it has signs in it that steer a terminal', mend: onePlainLine });
  const here = withoutChain(fields);
  const written = readTerms(here, at, wrong);
  const notes: string[] = [];
  const instrument = here.instrument && nameIn(here.instrument);
  const market = book && instrument ? checkInstrument(instrument, book, at, notes, wrong) : undefined;
  if (!written || !book) return undefined;
  const terms = checkAgainstBook(written, book, market, at, notes, wrong);
  if (!sound) return undefined;
  const id = newId(at);
  const clOrdId = fields.clOrdId?.trim() ?? id;
  return { parent: parentOf({ id, clOrdId, list: fields.list?.trim() ?? null, terms, author, text, at }, book), notes };
}

/** Its book on that chain calls it as its venue does. */
function withoutChain(fields: OrderFields): OrderFields {
  const { instrument } = fields;
  if (instrument === undefined) return fields;
  const name = instrument.trim().replace(/^[^\s:]+:/, '');
  return { ...fields, instrument: name };
}

/** Names that people and other systems give: short, printable, one word. */
function checkName(field: 'clOrdId' | 'list', name: string | undefined, report: Report): void {
  if (name === undefined) return;
  const text = name.trim();
  if (/^[\x21-\x7e]{1,64}$/.test(text)) return;
  const message =
    text.length > 64
      ? `it has ${text.length} characters`
      : `\`${plainText(text, false)}\` is not one word of plain letters`;
  report({ field, message, mend: '64 letters, digits and signs at most, without spaces' });
}

/**
 * Whether an order that is there was asked for with the same words: a time from now counts from when it was asked, and what was left
 * open then is as it was filled in.
 */
export function isSameOrder(fields: OrderFields, there: RecordedParent & { asked: string }): boolean {
  const written = readTerms(withoutChain(fields), there.createdAt, () => {});
  if (!written) return false;
  const position = written.position ?? (written.reduceOnly ? there.terms.position : null);
  const terms: ParentTerms = { ...written, position };
  return askedHash({ ...there, list: fields.list?.trim() ?? null, terms }) === there.asked;
}
