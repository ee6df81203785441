import { shortId } from '../../model/order.js';
import type { Proposal } from '../../model/proposal.js';
import type { UnixMillis } from '../../model/units.js';
import { LedgerRace } from '../../record/errors.js';
import { newId } from '../../record/id.js';
import type { Ledger } from '../../record/ledger.js';
import { proposalsNamed, proposalsThat } from '../../record/queries/proposals.js';
import { decideProposal } from '../../record/statements/proposals.js';
import { insertCommand } from '../../record/statements/runs.js';
import { hasControls } from '../plainText.js';
import { ChangeError } from './changeError.js';
import { runningNamed } from './compileChange.js';

/** A proposal to which no answer is taken any more. */
export class ProposalOverError extends ChangeError {
  override name = 'ProposalOverError';
}

interface Said {
  /** The proposal's id, or the beginning of it. */
  id: string;
  author: string;
  at: UnixMillis;
}

/**
 * Lets a proposal be taken by the daemon between its next two ticks. Needs the right to resume: it may add risk.
 * @param said.hash - Of the text that was shown: what was looked at is what is kept.
 * @throws ProposalOverError where somebody was first, or it is too late; ChangeError where the hash is another's
 */
export async function confirmProposal(ledger: Ledger, said: Said & { hash: string }): Promise<Proposal> {
  const { author, at } = said;
  const proposal = await proposalNamed(ledger, said.id);
  const { id, strategy, hash, fromHash, expiresAt } = proposal;
  refuseOver(proposal);
  if (said.hash.toLowerCase() !== hash) {
    throw new ChangeError(`proposal ${shortId(id)} is of another text than the one that was shown`, {
      facts: [`its hash is ${hash}`],
      mend: 'look at it again, and confirm what is shown then',
    });
  }
  if (expiresAt <= at) {
    await ledger.commit(decideProposal(id, { status: 'Expired', by: '', text: 'nobody has confirmed it in time', at }));
    throw new ProposalOverError(`proposal ${shortId(id)} was to be confirmed by ${new Date(expiresAt).toISOString()}`, {
      mend: 'propose it again: what it would decide now may be something else',
    });
  }
  const running = await runningNamed({ ledger }, strategy);
  if (running.hash !== fromHash) {
    throw new ProposalOverError(`${strategy} was changed since this was proposed`, {
      facts: [`it was proposed against ${fromHash}, and ${running.hash} runs`],
      mend: 'look at what runs now, and propose it again',
    });
  }
  const [ahead] = (await proposalsThat(ledger, 'Confirmed')).filter((one) => one.strategy === strategy);
  if (ahead) {
    throw new ProposalOverError(`${ahead.by} has confirmed another change of ${strategy} a moment ago`, {
      mend: `look at what runs then, and propose it again; \`ballast proposal reject ${shortId(ahead.id)}\` takes that one back while it waits`,
    });
  }
  await commitOrTell(ledger, id, [
    decideProposal(id, { status: 'Confirmed', by: author, text: '', at }),
    insertCommand({ id: newId(at), verb: 'reload', args: [id, strategy, hash], author, at }),
  ]);
  return { ...proposal, status: 'Confirmed', by: author, decidedAt: at };
}

/** Takes a proposal out of the way; one that is confirmed too, until the daemon has taken it. @throws ProposalOverError where somebody was first */
export async function rejectProposal(ledger: Ledger, said: Said & { because: string }): Promise<Proposal> {
  const { author, at, because } = said;
  if (hasControls(because))
    throw new ChangeError('the reason has signs in it that steer a terminal', { mend: 'write it in one plain line' });
  const proposal = await proposalNamed(ledger, said.id);
  const { id, strategy, status } = proposal;
  if (status !== 'Confirmed') refuseOver(proposal);
  const seen = status === 'Confirmed' ? status : 'Proposed';
  await commitOrTell(ledger, id, [
    decideProposal(id, { status: 'Rejected', by: author, text: because, at }, seen),
    insertCommand({ id: newId(at), verb: 'reject proposal', args: [id, strategy, because], author, at }),
  ]);
  return { ...proposal, status: 'Rejected', by: author, text: because, decidedAt: at, endedAt: at };
}

/** @throws ChangeError unless exactly one proposal begins so */
export async function proposalNamed(ledger: Ledger, id: string): Promise<Proposal> {
  const beginning = id.toLowerCase();
  const found = /^[0-9a-f-]{4,36}$/.test(beginning) ? await proposalsNamed(ledger, beginning) : [];
  const [proposal, another] = found;
  if (!proposal)
    throw new ChangeError(`no proposal begins with ${id.slice(0, 40)}`, { mend: '`ballast proposals` lists them' });
  if (another) throw new ChangeError(`several proposals begin with ${id}`, { mend: 'give more of the id' });
  return proposal;
}

/** Of two at once the second is told who was first. */
async function commitOrTell(ledger: Ledger, id: string, work: Parameters<Ledger['commit']>[0]): Promise<void> {
  try {
    await ledger.commit(work);
  } catch (error) {
    if (error instanceof LedgerRace) refuseOver(await proposalNamed(ledger, id));
    throw error;
  }
}

function refuseOver({ id, status, by, text }: Proposal): void {
  if (status === 'Proposed') return;
  const who = by === '' ? '' : ` by ${by}`;
  throw new ProposalOverError(`proposal ${shortId(id)} is ${status}${who} already`, {
    ...(text === '' ? {} : { facts: [text] }),
    mend: 'look at what runs now, and propose again what is still wanted',
  });
}
