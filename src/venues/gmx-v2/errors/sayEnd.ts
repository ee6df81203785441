import type { CancelledBy, EndReason } from '../events/endReason.js';
import { errorMeaningOf } from './errorMeanings.js';

/** Why an order was cancelled or frozen, in a sentence, with GMX's own name and numbers (raw, in its units). */
export function sayEnd({ text, bytes, error }: EndReason, by: CancelledBy = 'keeper'): string {
  if (by === 'account') return 'cancelled by the account';
  if (by === 'autoCancel') return 'cancelled with its position';
  if (error) {
    const args = Object.entries(error.args).map(([name, value]) => `${name} ${value}`);
    const facts = args.length > 0 ? ` (${args.join(', ')})` : '';
    return `${error.name}: ${errorMeaningOf(error.name).says}${facts}`;
  }
  if (text !== '') return text;
  return bytes === '0x' ? 'GMX gave no reason' : `${errorMeaningOf(null).says}: ${bytes.slice(0, 10)}`;
}
