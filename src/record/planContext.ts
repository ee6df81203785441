import type { PartInputs } from '../chains/part.js';
import type { Surroundings } from '../guard/surroundings.js';
import type { Usage } from '../guard/usage.js';
import type { Agreement } from '../model/agreement.js';
import type { Desk } from '../model/desk.js';
import type { Forecast } from '../model/forecast.js';
import type { Order } from '../model/order.js';
import type { Strategy } from '../model/strategy.js';
import type { TradingState } from '../model/tradingState.js';
import type { Milliseconds, UnixMillis, Wei } from '../model/units.js';
import type { LooseCollateral } from '../plan/loose.js';
import type { RuleHistory } from '../plan/ruleHistory.js';
import type { Ledger } from './ledger.js';
import { currentTradingState } from './queries/currentTradingState.js';
import { deskOf } from './queries/desk.js';
import { exposuresOf } from './queries/exposures.js';
import { openOrders } from './queries/openOrders.js';
import { recentTip } from './queries/recentTip.js';
import { ruleHistoryOf } from './queries/ruleHistoryOf.js';
import { usageOf } from './queries/usageOf.js';

/** What planning needs to know beside the snapshot: from the ledger, but for what endpoints say; kept with every decision. */
export interface PlanContext {
  openOrders: readonly Order[];
  history: RuleHistory;
  tradingState: TradingState;
  usage: Usage;
  now: UnixMillis;
  /** What endpoints say of the block; absent where none was asked but the one in use. */
  agreement?: Agreement;
  /** A block older than this may not be the chain's newest; absent where nothing is stated. */
  headAge?: Milliseconds;
  /** What the price history says; absent where there is none, or no rule reads what depends on it. */
  forecast?: Forecast;
  /** The newest that is known of each of the strategy's other chains; absent where it has none. */
  elsewhere?: readonly PartInputs[];
  /** Wei per gas that transactions of the account have lately tipped; absent where none is known. */
  tip?: Wei;
  /** What rows of steps that broke off have left in the wallet; absent where no rule could use it. */
  loose?: readonly LooseCollateral[];
  /** What people have asked for; absent where there is nothing of it. */
  desk?: Desk;
  /** Other books and what was done lately, as far as limits are set on them; absent where none is. */
  surroundings?: Surroundings;
}

/** Only what is really on its way counts as in flight; a shadow sends nothing, so not even its own orders do. */
export async function planContext(
  ledger: Ledger,
  strategy: Strategy,
  chainId: number,
  now: UnixMillis,
): Promise<PlanContext> {
  const [open, history, trading, usage, tip, desk, surroundings] = await Promise.all([
    openOrders(ledger, { account: strategy.account, chainId, mode: 'live' }),
    ruleHistoryOf(ledger, strategy),
    currentTradingState(ledger),
    usageOf(ledger, strategy, now, strategy.elsewhere && chainId),
    recentTip(ledger, { account: strategy.account, chainId }),
    deskOf(ledger, { strategy: strategy.name, chainId, mode: strategy.mode }, now),
    exposuresOf(ledger, strategy, now),
  ]);
  return {
    ...{ openOrders: open, history, tradingState: trading.state, usage, now },
    ...(tip === undefined ? {} : { tip }),
    ...(desk === undefined ? {} : { desk }),
    ...(surroundings === undefined ? {} : { surroundings }),
  };
}
