import type { Token } from '../../model/instrument.js';
import type { ReserveContracts } from './state.js';

export const AAVE_V3 = 'aave-v3';
/** The one margin account: all collateral of an account stands for all of its debt. */
export const ACCOUNT = `${AAVE_V3} account`;

export const suppliedId = (symbol: string): string => `${AAVE_V3} ${symbol} supplied`;
export const debtId = (symbol: string): string => `${AAVE_V3} ${symbol} debt`;

export const instrumentOf = ({ symbol, asset, decimals, underlying }: ReserveContracts): Token => ({
  ...{ id: `${AAVE_V3} ${symbol}`, venue: AAVE_V3, kind: 'token', symbol, address: asset, decimals, underlying },
});
