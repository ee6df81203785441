import type { Hex } from 'viem';
import type { NamedError, Venue } from '../../venues/venue.js';

/** `EX_OPLBS (less than the bound): …` as the venue names it; the raw bytes when nobody knows them; the message when it is no revert. */
export function describeRevert(venue: Venue, data: Hex | null, message: string): string {
  if (data === null) return message;
  const named = venue.decodeError(data);
  if (named) return nameText(named);
  return data === '0x' ? `reverted without a reason (${message})` : `reverted with ${data}`;
}

/** What the error means, where the venue knows, goes first; then its arguments by name. */
function nameText({ name, args: { meaning, ...args } }: NamedError): string {
  const told = [...(meaning ? [meaning] : []), ...Object.entries(args).map(([key, value]) => `${key} ${value}`)];
  return told.length > 0 ? `${name}: ${told.join(', ')}` : name;
}
