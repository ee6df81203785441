import { ConfigError } from '../../config/configError.js';
import type { Proposal } from '../../model/proposal.js';
import { unixMillis } from '../../model/units.js';
import { newId } from '../../record/id.js';
import { proposalsThat } from '../../record/queries/proposals.js';
import { insertProposal } from '../../record/statements/proposals.js';
import { insertCommand } from '../../record/statements/runs.js';
import { hasControls } from '../plainText.js';
import type { ChangeAsked, ChangeContext } from './changeContext.js';
import { ChangeError } from './changeError.js';
import { runningNamed } from './compileChange.js';
import { considerChange } from './considerChange.js';

export interface ProposalAsked extends ChangeAsked {
  /** Why, in the person's words. */
  because: string;
  author: string;
}

/** What was shown is worth confirming for so long: the market moves on. */
export const proposalMs = 60 * 60_000;

/**
 * Writes down that somebody wants a strategy to change, with what would change and what it would decide now. Nothing changes before
 * somebody confirms it.
 * @throws ConfigError with everything that is wrong with the text; ChangeError where nothing would change, or nothing runs
 */
export async function proposeChange(context: ChangeContext, asked: ProposalAsked): Promise<Proposal> {
  const { strategy, source, because, author } = asked;
  if (hasControls(because))
    throw new ChangeError('the reason has signs in it that steer a terminal', { mend: 'write it in one plain line' });
  const { file } = await runningNamed(context, strategy);
  const { isSame, problems, hash, fromHash, changes, foresight, untold } = await considerChange(context, asked);
  if (problems.length > 0) throw new ConfigError(problems);
  if (isSame) throw new ChangeError(`${strategy} runs with this very text`);
  const at = context.now();
  await refuseFlood(context, strategy, at);
  const proposal: Proposal = {
    ...{ id: newId(at), strategy, file, hash, fromHash, source },
    ...{ changes, foresight, untold, author, because, at, expiresAt: unixMillis(at + proposalMs) },
    ...{ status: 'Proposed', by: '', decidedAt: null, text: '', endedAt: null },
  };
  const args = [proposal.id, strategy, hash, ...(because === '' ? [] : [because])];
  await context.ledger.commit([
    insertCommand({ id: newId(at), verb: 'propose', args, author, at }),
    insertProposal(proposal),
  ]);
  return proposal;
}

/** More that wait are no wishes but a defect, or worse: each is kept for ever. */
const mostWaiting = 20;

async function refuseFlood({ ledger }: ChangeContext, strategy: string, at: number): Promise<void> {
  const waiting = (await proposalsThat(ledger, 'Proposed')).filter(
    (one) => one.strategy === strategy && one.expiresAt > at,
  );
  if (waiting.length < mostWaiting) return;
  throw new ChangeError(`${waiting.length} changes of ${strategy} wait for an answer already`, {
    mend: 'confirm one of them, or reject what is not wanted: `ballast proposals`',
  });
}
