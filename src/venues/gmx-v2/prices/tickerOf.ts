import type { Address } from 'viem';
import { isAddressEqual } from 'viem';
import type { Quote, QuoteFailure, QuoteSheets } from '../../../model/quotes.js';
import { gmxTickersId } from './tickers.js';

export interface Ticker {
  /** The newest known, however old; null: there is none. */
  quote: Quote | null;
  /** Why there is none, or none newer; null: nothing is wrong with the source. */
  trouble: string | null;
}

/** What the tickers state of a token. */
export function tickerOf(sheets: QuoteSheets, token: Address): Ticker {
  const sheet = sheets.get(gmxTickersId);
  if (!sheet) return { quote: null, trouble: "nobody has asked for GMX's tickers" };
  if (!sheet.ok) {
    const { since, error } = sheet;
    return { quote: null, trouble: since === undefined ? `there are no tickers: ${error}` : down({ since, error }) };
  }
  const trouble = sheet.failing ? down(sheet.failing) : null;
  const quote = sheet.quotes.find((one) => isAddressEqual(one.token, token)) ?? null;
  return { quote, trouble: trouble ?? (quote ? null : 'the tickers do not state it') };
}

const down = ({ since, error }: QuoteFailure): string =>
  `the tickers are down since ${new Date(since).toISOString().slice(0, 19)}Z: ${error}`;
