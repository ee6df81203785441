import type { InstrumentId, Underlying } from '../../model/instrument.js';
import type { TokenDeclaration } from '../venue.js';

export const UNISWAP_V3 = 'uniswap-v3';

/** `WETH/USDC`; `WETH/USDC-3000` for another pool of the same pair. */
export const pairPattern = /^[A-Za-z0-9.]+\/[A-Za-z0-9.]+(-[A-Za-z0-9.]+)?$/;

export const instrumentIdOf = (name: string): InstrumentId => `${UNISWAP_V3} ${name}`;

/** The symbols of a pair, as its name says them. */
export function symbolsOf(name: string): { base: string; quote: string } {
  const [base = '', rest = ''] = name.split('/');
  return { base, quote: rest.split('-')[0] ?? rest };
}

/** What trading it changes; null where the other side is no dollar, or the base is one. */
export function underlyingOf(
  name: string,
  tokens: Readonly<Record<string, Pick<TokenDeclaration, 'underlying'>>>,
): Underlying | null {
  const { base, quote } = symbolsOf(name);
  return tokens[quote]?.underlying === null ? (tokens[base]?.underlying ?? null) : null;
}
