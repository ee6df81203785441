import { type Hex, keccak256 } from 'viem';
import { ConfigError } from '../../config/configError.js';
import { addsRisk, strategyChanges } from '../../config/diff/strategyChanges.js';
import type { DecisionPair, Foresight } from '../../model/proposal.js';
import type { DraftView } from '../views/proposals.js';
import type { ChangeAsked, ChangeContext } from './changeContext.js';
import { compileChange, runningNamed } from './compileChange.js';
import { foresee } from './foresee.js';

/** What is thought of a new text. */
export interface Considered extends DraftView {
  hash: Hex;
  fromHash: Hex;
  foresight: (Omit<Foresight, 'pairs'> & { pairs: DecisionPair[] }) | null;
}

/**
 * What a new text would change, and what it would decide on the newest block; everything wrong with it instead, where there is
 * anything. Writes nothing.
 * @throws ChangeError where no such strategy runs
 */
export async function considerChange(context: ChangeContext, asked: ChangeAsked): Promise<Considered> {
  const { hash: fromHash } = await runningNamed(context, asked.strategy);
  const hash = keccak256(Buffer.from(asked.source));
  const nothing = {
    ...{ strategy: asked.strategy, hash, fromHash, isSame: hash === fromHash },
    ...{ problems: [], addsRisk: false, changes: [], foresight: null, untold: '' },
  };
  try {
    const { before, after, config } = await compileChange(context, asked);
    const changes = strategyChanges(before, after);
    const { foresight, untold } = await foresee(context.ledger, config.settings, before, after);
    const told = foresight && { ...foresight, pairs: [...foresight.pairs] };
    return { ...nothing, addsRisk: addsRisk(changes), changes, foresight: told, untold };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { ...nothing, problems: [...error.problems], untold: 'it is not a strategy that could run' };
  }
}
