import type { Surroundings } from '../guard/surroundings.js';
import type { Usage } from '../guard/usage.js';
import type { Agreement } from '../model/agreement.js';
import type { Decision } from '../model/decision.js';
import type { Desk, DeskEvent } from '../model/desk.js';
import type { Forecast } from '../model/forecast.js';
import type { VenueId } from '../model/instrument.js';
import type { Order } from '../model/order.js';
import type { RiskReport } from '../model/riskReport.js';
import type { Snapshot } from '../model/snapshot.js';
import type { Strategy } from '../model/strategy.js';
import type { TradingState } from '../model/tradingState.js';
import type { Milliseconds, UnixMillis, Wei } from '../model/units.js';
import type { Venue } from '../venues/venue.js';
import type { LinearSolver } from './collateral/linear.js';
import type { LooseCollateral } from './loose.js';
import type { RuleHistory } from './ruleHistory.js';

/** All that a plan depends on. The same input gives the same plan, bit for bit. */
export interface PlanInput {
  strategy: Strategy;
  snapshot: Snapshot;
  venues: ReadonlyMap<VenueId, Venue>;
  /** Orders that may still have an effect and are not yet in the snapshot, oldest first. */
  openOrders: readonly Order[];
  history: RuleHistory;
  tradingState: TradingState;
  usage: Usage;
  now: UnixMillis;
  /** What endpoints say of the snapshot's block; absent where none was asked but the one it was read from. */
  agreement?: Agreement;
  /** A block older than this may not be the chain's newest; absent where nothing is stated. */
  headAge?: Milliseconds;
  /** What the price history says; absent where there is none, or no rule reads what depends on it. */
  forecast?: Forecast;
  /** Wei per gas that transactions of the account have lately tipped; absent where none is known. */
  tip?: Wei;
  /** What rows of steps that broke off have left in the wallet; absent where no rule could use it. */
  loose?: readonly LooseCollateral[];
  /** What people have asked for; absent where there is nothing of it. */
  desk?: Desk;
  /** What limits above the strategy, and about orders lately, need to know; absent where there are none. */
  surroundings?: Surroundings;
  /** Absent where no rule needs one, or none could be loaded: what needs it is refused then. */
  solver?: LinearSolver;
}

/** A decision before it has an id. */
export type DecisionDraft = Omit<Decision, 'id'>;

export interface Plan {
  /** Of the snapshot as it is. */
  risk: RiskReport;
  /** Orders in flight as if filled. */
  projected: RiskReport;
  /** In the order they were taken: survive, margin, delta; then as in the file. */
  decisions: DecisionDraft[];
  /** By `historyKey`: what an earlier rule or an order in flight has seen to already; absent where there is nothing. */
  displaced?: ReadonlySet<string>;
  /** What is to be written of parent orders and reviews; absent where there is nothing. */
  desk?: readonly DeskEvent[];
}
