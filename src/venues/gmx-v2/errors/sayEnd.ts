import type { CancelledBy, EndReason } from '../events/endReason.js';
import { errorMeaningOf } from './errorMeanings.js';
import { sayArgument } from './sayArgument.js';

/**
 * Why an order was cancelled or frozen, in a sentence, with GMX's own name and figures.
 * @param indexDecimals - Of the market's index token, by which prices can be told in USD.
 */
export function sayEnd(
  { text, bytes, error }: EndReason,
  by: CancelledBy = 'keeper',
  indexDecimals: number | null = null,
): string {
  if (by === 'account') return 'cancelled by the account';
  if (by === 'autoCancel') return 'cancelled with its position';
  if (error) {
    const args = Object.entries(error.args).map(([name, value]) => sayArgument(name, value, indexDecimals));
    const facts = args.length > 0 ? ` (${args.join(', ')})` : '';
    return `${error.name}: ${errorMeaningOf(error.name).says}${facts}`;
  }
  if (text !== '') return text;
  return bytes === '0x' ? 'GMX gave no reason' : `${errorMeaningOf(null).says}: ${bytes.slice(0, 10)}`;
}
