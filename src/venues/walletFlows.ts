import type { InstrumentId, Spot } from '../model/instrument.js';
import { type Fill, isPaidIn } from '../model/order.js';
import type { Snapshot } from '../model/snapshot.js';
import { divide, multiplyWad, type TokenAmount, tokenAmount, type Wad, wad } from '../model/units.js';

/** What a fill moved in the wallet, of one token. */
export interface WalletFlow {
  token: string;
  decimals: number;
  /** Positive base units. */
  amount: TokenAmount;
  /** `venue`: out of the wallet; to another account as well. */
  into: 'wallet' | 'venue';
}

/** The pairs that are traded out of the wallet, of those that were read. */
export function spotsOf({ readings }: Pick<Snapshot, 'readings'>): ReadonlyMap<InstrumentId, Spot> {
  const spots = new Map<InstrumentId, Spot>();
  for (const { instrument } of readings.flatMap(({ markets }) => markets))
    if (instrument.kind === 'spot') spots.set(instrument.id, instrument);
  return spots;
}

/**
 * Collateral and loans as they stand, and the two sides of a spot trade; nothing else tells its tokens, so a perpetual or an
 * option moves nothing here; and what is given to another account. What came in is rounded down, what was paid up.
 */
export function walletFlows(fill: Fill, spots: ReadonlyMap<InstrumentId, Spot>): WalletFlow[] {
  switch (fill.kind) {
    case 'addCollateral':
    case 'repay':
    case 'removeCollateral':
    case 'borrow': {
      const { token, decimals, amount } = fill;
      return [{ token, decimals, amount, into: isPaidIn(fill) ? 'venue' : 'wallet' }];
    }
    case 'trade': {
      const spot = spots.get(fill.instrument);
      return spot ? sidesOf(fill, spot) : [];
    }
    case 'transfer': {
      const { asset } = fill;
      if ('position' in asset) return [];
      const { token, decimals, amount } = asset;
      return [{ token, decimals, amount, into: 'venue' }];
    }
    default:
      return [];
  }
}

/** What is paid first. */
function sidesOf({ side, quantity, price, fee }: Fill & { kind: 'trade' }, { base, quote }: Spot): WalletFlow[] {
  const sells = side === 'Sell';
  const dollars = sells
    ? wad(multiplyWad(quantity, price, 'down') - fee)
    : wad(multiplyWad(quantity, price, 'up') + fee);
  const flow = (token: typeof base, units: Wad, isPaid: boolean): WalletFlow => ({
    token: token.symbol,
    decimals: token.decimals,
    amount: unitsOf(units, token.decimals, isPaid ? 'up' : 'down'),
    into: isPaid ? 'venue' : 'wallet',
  });
  const [ofBase, ofQuote] = [flow(base, quantity, sells), flow(quote, dollars, !sells)];
  return sells ? [ofBase, ofQuote] : [ofQuote, ofBase];
}

const unitsOf = (quantity: Wad, decimals: number, rounding: 'up' | 'down'): TokenAmount =>
  tokenAmount(divide(quantity * 10n ** BigInt(decimals), 10n ** 18n, rounding));
