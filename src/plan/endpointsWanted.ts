import { tierOf } from '../model/agreement.js';
import type { Strategy } from '../model/strategy.js';
import type { DecisionDraft } from './plan.js';

/** How many endpoints must agree before these decisions move money: what the largest of them asks for; 1 where none acts. */
export const endpointsWanted = ({ atStake }: Pick<Strategy, 'atStake'>, decisions: readonly DecisionDraft[]): number =>
  decisions.reduce(
    (most, { verdict, action }) =>
      verdict === 'act' && action ? Math.max(most, tierOf(atStake, action.notional).endpoints) : most,
    1,
  );
