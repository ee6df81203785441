import { z } from 'zod';
import { addsRisk } from '../../config/diff/strategyChanges.js';
import { verdicts } from '../../model/decision.js';
import type { Proposal } from '../../model/proposal.js';
import type { Ledger } from '../../record/ledger.js';
import { recentProposals } from '../../record/queries/proposals.js';

/** One thing that a new file says otherwise. */
export const changeView = z
  .object({
    kind: z.enum(['added', 'removed', 'changed']),
    part: z.enum(['mode', 'watch', 'rule', 'limit', 'review', 'risk', 'general']),
    subject: z.string().meta({ description: 'what it is of: a rule by its name, `limits`, `watch`' }),
    field: z
      .string()
      .nullable()
      .meta({ description: '`when`, `day.turnover`; null where the whole is added or removed' }),
    before: z.string().nullable().meta({ description: 'as an operator writes it; null where there was none' }),
    after: z.string().nullable().meta({ description: 'as an operator writes it; null where there will be none' }),
    risk: z.enum(['adds', 'lowers', 'none', 'unclear']),
    why: z.string().meta({ description: 'why it adds or lowers risk, in a sentence; empty where it does neither' }),
  })
  .meta({ id: 'StrategyChange', description: 'One thing that a new strategy file says otherwise' });

const saidView = z.object({
  verdict: z.enum(verdicts),
  order: z.string().meta({ description: '`sell 2.41 perp-v2 ETH`; empty where nothing would be sent' }),
  notionalUsd: z.number().nullable(),
  text: z.string().meta({ description: 'why, or why not' }),
});

/** What both files would decide on one block. */
export const foresightView = z
  .object({
    block: z.string().meta({ description: 'the block that both files were asked about' }),
    at: z.number().meta({ description: 'when that block was recorded, Unix milliseconds' }),
    pairs: z.array(
      z.object({
        rule: z.string(),
        subject: z.string(),
        before: saidView.nullable().meta({ description: 'by the file that runs; null where it says nothing' }),
        after: saidView.nullable().meta({ description: 'by the new file; null where it says nothing' }),
      }),
    ),
  })
  .meta({ id: 'Foresight', description: 'What the running file and the new one would decide on the same block' });

/** One thing wrong in a file. */
export const problemView = z
  .object({
    file: z.string(),
    line: z.number().meta({ description: 'from 1; 0 where it is about the file as a whole' }),
    column: z.number().meta({ description: 'from 1' }),
    path: z.string().meta({ description: '`rules[0].when`' }),
    message: z.string(),
    mend: z.string(),
    source: z.string().meta({ description: 'the line as it stands, without what may be secret' }),
  })
  .meta({ id: 'StrategyProblem', description: 'One thing wrong in a strategy file, and the mend' });

/** A wish to change a strategy that runs, with what it would do and who stands behind it. */
export const proposalView = z
  .object({
    id: z.string(),
    strategy: z.string(),
    file: z.string(),
    hash: z.string().meta({ description: 'keccak256 of the new file: whoever confirms sends it back' }),
    fromHash: z.string().meta({ description: 'keccak256 of the file that ran when it was proposed' }),
    source: z.string().meta({ description: 'the whole new file' }),
    status: z.enum(['Proposed', 'Confirmed', 'Applied', 'Refused', 'Rejected', 'Expired']),
    addsRisk: z.boolean().meta({ description: 'whether any of its changes lets more be lost, or may' }),
    changes: z.array(changeView),
    foresight: foresightView.nullable(),
    untold: z.string().meta({ description: 'why `foresight` is null; empty otherwise' }),
    author: z.string(),
    because: z.string(),
    at: z.number(),
    expiresAt: z.number(),
    by: z.string().meta({ description: 'who confirmed it or said no; empty while it waits' }),
    decidedAt: z.number().nullable(),
    text: z.string().meta({ description: 'why it stands where it stands; empty while it waits' }),
    endedAt: z.number().nullable(),
  })
  .meta({ id: 'Proposal', description: 'A change of a running strategy that somebody proposes' });

/** All that is or was proposed, the newest first. */
export const proposalsView = z.object({ asOf: z.number(), proposals: z.array(proposalView) }).meta({ id: 'Proposals' });

/** What is thought of a text that is not proposed yet. */
export const draftView = z
  .object({
    strategy: z.string(),
    hash: z.string(),
    fromHash: z.string(),
    isSame: z.boolean().meta({ description: 'whether the text is, byte for byte, what runs' }),
    problems: z.array(problemView).meta({ description: 'everything wrong with it; empty where it may be proposed' }),
    addsRisk: z.boolean(),
    changes: z.array(changeView),
    foresight: foresightView.nullable(),
    untold: z.string(),
  })
  .meta({ id: 'StrategyDraft', description: 'What a new text of a strategy would change; nothing is written' });

export type ChangeView = z.infer<typeof changeView>;
export type ForesightView = z.infer<typeof foresightView>;
export type ProposalView = z.infer<typeof proposalView>;
export type ProposalsView = z.infer<typeof proposalsView>;
export type DraftView = z.infer<typeof draftView>;

/** @param options.limit - How many at most; 50 unless told. */
export async function readProposals(
  ledger: Ledger,
  { now, limit = 50, strategy }: { now: number; limit?: number; strategy?: string },
): Promise<ProposalsView> {
  const found = await recentProposals(ledger, { limit, ...(strategy === undefined ? {} : { strategy }) });
  return { asOf: now, proposals: found.map((one) => proposalSeen(one, now)) };
}

/** A proposal as it is shown; one that was not confirmed in time has expired, whether or not somebody has written that down. */
function proposalSeen(proposal: Proposal, now: number): ProposalView {
  const { changes, foresight, status, expiresAt } = proposal;
  return {
    ...proposal,
    status: status === 'Proposed' && expiresAt <= now ? 'Expired' : status,
    addsRisk: addsRisk(changes),
    changes: [...changes],
    foresight: foresight && { ...foresight, pairs: [...foresight.pairs] },
  };
}
