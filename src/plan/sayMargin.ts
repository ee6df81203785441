import { sayNumber } from '../assess/sayNumber.js';
import type { MarginAccount } from '../model/marginAccount.js';
import { toFloat } from '../model/units.js';

/** `equity 1500 USD, required 1250 USD`: what an account's health is made of. */
export const sayMargin = ({ equity, maintenance }: MarginAccount): string =>
  `equity ${sayNumber(toFloat(equity))} USD, required ${sayNumber(toFloat(maintenance))} USD`;
