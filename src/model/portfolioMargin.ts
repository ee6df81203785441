import type { Underlying } from './instrument.js';
import type { MarginAccountId } from './marginAccount.js';

/** What a portfolio-margin rule would ask for the positions of one underlying. */
export interface PortfolioMarginPart {
  underlying: Underlying;
  /** USD: the larger of the worst loss and what short options need at least. */
  required: number;
  /** USD, 0 or more: over the range of prices and vols. */
  worstLoss: number;
  /** Where it is lost; null when nothing loses. */
  worst: { move: number; volFactor: number } | null;
  /** USD. */
  shortMinimum: number;
}

/** What the rule would ask beside what the protocols ask. */
export interface PortfolioMargin {
  /** In the order of the holdings' margin accounts. */
  accounts: readonly {
    marginAccount: MarginAccountId;
    /** USD. */
    equity: number;
    /** USD: the protocol's own requirement. */
    maintenance: number;
    /** USD. */
    required: number;
    parts: readonly PortfolioMarginPart[];
  }[];
  /** Everything that is held, as if one account held it. */
  book: {
    /** USD: what the protocols ask, all accounts together. */
    maintenance: number;
    /** USD. */
    required: number;
    parts: readonly PortfolioMarginPart[];
  };
}
