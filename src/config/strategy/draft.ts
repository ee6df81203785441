import type { Address } from 'viem';
import type { Bound, StandingLimits } from '../../model/limits.js';
import type { Mode } from '../../model/mode.js';
import type { ReviewSettings } from '../../model/reviewSettings.js';
import type { PortfolioMarginRule } from '../../model/riskSettings.js';
import type { Shock } from '../../model/scenarios.js';
import type {
  AccountSelector,
  CollateralSource,
  Expression,
  HedgeBand,
  HedgeRule,
  Watch,
} from '../../model/strategy.js';
import type { Bps, Milliseconds } from '../../model/units.js';
import type { Condition } from '../expression/condition.js';
import type { Path } from '../problem.js';
import type { GasAmount } from '../quantities.js';
import type { InstrumentName } from './ruleFields.js';

/**
 * A strategy as far as its file could be understood. Whatever is missing here was reported already; the checks that
 * compare one thing with another look at what is there.
 */
export interface Draft {
  name?: string;
  chain?: string;
  account?: Address;
  mode?: Mode;
  surviveBelow?: number;
  atStake?: readonly TierDraft[];
  /** null when what is watched could not be understood. */
  watch: readonly WatchDraft[] | null;
  /** Absent where there are none. */
  chains?: readonly ElsewhereDraft[];
  rules: readonly RuleDraft[];
  limits: LimitsDraft;
  /** Absent where the file says nothing of it. */
  review?: Partial<ReviewSettings>;
  risk: RiskDraft;
}

/** A further chain of the strategy. */
export interface ElsewhereDraft {
  chain: string;
  path: Path;
  account?: Address;
  gas?: GasAmount;
  /** null when what is watched there could not be understood. */
  watch: readonly WatchDraft[] | null;
}

export interface RiskDraft {
  surface?: 'sticky-strike' | 'sticky-delta';
  vols?: Readonly<Record<string, number>>;
  benchmark?: string;
  betas?: Readonly<Record<string, number>>;
  portfolioMargin?: PortfolioMarginRule;
  shocks?: readonly ShockDraft[];
  unexplained?: number;
  marginDrift?: Bps;
}

export type ShockDraft = Omit<Shock, 'source' | 'describe' | 'moves'> & {
  describe?: string | undefined;
  moves?: Readonly<Record<string, number>> | undefined;
};

/** What it does not state is as in the tier below. */
export interface TierDraft {
  above: number;
  endpoints?: number | undefined;
  confirmations?: number | undefined;
}

export interface WatchDraft extends Watch {
  path: Path;
}

interface RuleDraftBase {
  path: Path;
  line: number;
  name: string;
  when?: { expression: Expression; condition: Condition };
  cooldown?: Milliseconds;
  /** Where it acts; absent: on the chain that the file names first. */
  chain?: string;
}

export interface HedgeDraft extends RuleDraftBase {
  kind: 'hedge';
  hedge?: string;
  to?: number;
  leverage?: number;
  on?: readonly InstrumentName[];
  crossHedge?: number;
  band?: HedgeBand;
  /** Whether the file says anything of it, understood or not. */
  hasBand: boolean;
  hasWhen: boolean;
  aim?: HedgeRule['aim'];
  hysteresis?: number;
  hold?: Milliseconds;
  maxSlippage?: Bps;
  minimum?: number;
}

export interface TopUpDraft extends RuleDraftBase {
  kind: 'topUp';
  topUp?: AccountSelector;
  to?: number;
  from?: readonly string[];
  minimum?: number;
  maximum?: number;
}

export interface DeleverageDraft extends RuleDraftBase {
  kind: 'deleverage';
  deleverage?: AccountSelector;
  to?: number;
  maxSlippage?: Bps;
  minimum?: number;
}

export interface RebalanceDraft extends RuleDraftBase {
  kind: 'rebalance';
  rebalance?: readonly AccountSelector[];
  to?: number;
  from?: readonly CollateralSource[];
  keep?: Readonly<Record<string, number>>;
  swap?: readonly InstrumentName[];
  maxSlippage?: Bps;
  reduce?: boolean;
  returnAbove?: number;
  lend?: AccountSelector;
  minimum?: number;
  hold?: Milliseconds;
}

export interface ProtectDraft extends RuleDraftBase {
  kind: 'protect';
  protect?: AccountSelector;
  at?: number;
  tolerance?: Bps;
  /** null: at any price. */
  maxSlippage?: Bps | null;
}

export interface ClaimDraft extends RuleDraftBase {
  kind: 'claim';
  claim?: string;
  minimum?: number;
}

export type RuleDraft = HedgeDraft | TopUpDraft | DeleverageDraft | RebalanceDraft | ProtectDraft | ClaimDraft;

export interface LimitsDraft extends Omit<StandingLimits, 'day'> {
  slippage?: Bps;
  priceDeviation?: Bps;
  health?: number;
  hour?: { orders: number };
  day?: { turnover: Bound; orders: number; gas: GasAmount; loss?: Bound | undefined };
}
