import type { InstrumentId, Option, Underlying } from '../../model/instrument.js';
import { type UnixSeconds, WAD, type Wad } from '../../model/units.js';
import type { BoardState, MarketContracts, OptionState, StrikeState } from './state.js';

export const LYRA = 'lyra';

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'] as const;

/** `lyra ETH-19DEC26-2000-P`, as options are written everywhere: day of expiry (UTC), strike in USD, right. */
export function instrumentIdOf(
  underlying: Underlying,
  expiry: UnixSeconds,
  strike: Wad,
  right: 'call' | 'put',
): InstrumentId {
  const date = new Date(expiry * 1000);
  const day = `${date.getUTCDate()}${months[date.getUTCMonth()]}${String(date.getUTCFullYear() % 100).padStart(2, '0')}`;
  return `${LYRA} ${underlying}-${day}-${decimal(strike)}-${right === 'call' ? 'C' : 'P'}`;
}

export const optionOf = (
  { underlying }: MarketContracts,
  { expiry }: Pick<BoardState, 'expiry'>,
  { price }: Pick<StrikeState, 'price'>,
  right: 'call' | 'put',
): Option => ({
  id: instrumentIdOf(underlying, expiry, price, right),
  venue: LYRA,
  kind: 'option',
  underlying,
  expiry,
  strike: price,
  right,
});

/** `lyra #7`, or `lyra ETH#7` where a deployment has several markets: position and margin account are one thing. */
export const positionIdOf = ({ prefix }: MarketContracts, { name }: Pick<OptionState, 'name'>): string =>
  `${LYRA} ${prefix}#${name}`;

/** The shortest decimal: 2000, 2000.5. */
function decimal(value: Wad): string {
  const fraction = (value % WAD).toString().padStart(18, '0').replace(/0+$/, '');
  return fraction === '' ? `${value / WAD}` : `${value / WAD}.${fraction}`;
}
