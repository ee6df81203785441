import { VenueReadError } from '../venue.js';

/** OptionMarket.OptionType, in the order of its enum. Collateral is what the name ends in. */
export const optionTypes = ['LONG_CALL', 'LONG_PUT', 'SHORT_CALL_BASE', 'SHORT_CALL_QUOTE', 'SHORT_PUT_QUOTE'] as const;
export type OptionType = (typeof optionTypes)[number];

export type CollateralKind = 'quote' | 'base';

/** @throws VenueReadError when the protocol does not know the code either. */
export function optionTypeOf(code: number): OptionType {
  const type = optionTypes[code];
  if (!type) throw new VenueReadError(`Lyra has no option type ${code}`);
  return type;
}

export const codeOf = (type: OptionType): number => optionTypes.indexOf(type);

export const rightOf = (type: OptionType): 'call' | 'put' =>
  type === 'LONG_PUT' || type === 'SHORT_PUT_QUOTE' ? 'put' : 'call';

export const isLong = (type: OptionType): boolean => type === 'LONG_CALL' || type === 'LONG_PUT';

/** null: a long holds none. */
export function collateralOf(type: OptionType): CollateralKind | null {
  if (isLong(type)) return null;
  return type === 'SHORT_CALL_BASE' ? 'base' : 'quote';
}

/** What a new position is opened as. Calls are sold against quote: nothing else need be held. */
export function openedAs(right: 'call' | 'put', long: boolean): OptionType {
  if (long) return right === 'call' ? 'LONG_CALL' : 'LONG_PUT';
  return right === 'call' ? 'SHORT_CALL_QUOTE' : 'SHORT_PUT_QUOTE';
}
