import { userInfo } from 'node:os';
import { shortId } from '../../../model/order.js';
import type { Proposal } from '../../../model/proposal.js';
import type { UnixMillis } from '../../../model/units.js';
import type { Ledger } from '../../../record/ledger.js';
import { confirmProposal, proposalNamed, rejectProposal } from '../../change/answerProposal.js';
import { daemonOf } from '../../daemonLock.js';
import { readProposals } from '../../views/proposals.js';
import { clock } from '../../words/numbers.js';
import type { Answer } from '../output.js';
import { dim, green, red, table, yellow } from '../table.js';
import { changeText } from './changeText.js';
import { endedText, takenBy } from './reload.js';

const painted: Readonly<Record<Proposal['status'], (text: string) => string>> = {
  ...{ Proposed: yellow, Confirmed: yellow, Applied: green, Refused: red, Rejected: dim, Expired: dim },
};

/** What is or was proposed to be changed, the newest first. */
export async function proposals(ledger: Ledger, now: number, { limit }: { limit: number }): Promise<Answer> {
  const view = await readProposals(ledger, { now, limit });
  const text = table(view.proposals, [
    { title: 'proposal', cell: ({ id }) => shortId(id) },
    { title: 'at', cell: ({ at }) => clock(at, now) },
    { title: 'strategy', cell: ({ strategy }) => strategy },
    { title: 'changes', align: 'right', cell: ({ changes }) => String(changes.length) },
    { title: 'risk', cell: ({ addsRisk }) => (addsRisk ? red('may add risk') : 'adds none') },
    { title: 'by', cell: ({ author }) => author },
    { title: 'status', cell: ({ status }) => painted[status](status) },
    { title: '', cell: ({ by, text: why }) => dim([by, why].filter((one) => one !== '').join(': ')) },
  ]);
  return { json: view, text: view.proposals.length > 0 ? text : dim('nothing was proposed yet') };
}

/** One proposal whole, with its text. */
export async function proposalShow(ledger: Ledger, id: string, now: number): Promise<Answer> {
  const proposal = await proposalNamed(ledger, id);
  const { foresight } = proposal;
  const considered = {
    ...proposal,
    ...{ isSame: false, problems: [], addsRisk: false, changes: [...proposal.changes] },
    foresight: foresight && { ...foresight, pairs: [...foresight.pairs] },
  };
  const facts = [
    `proposal ${shortId(proposal.id)} is ${proposal.status}${proposal.by === '' ? '' : ` by ${proposal.by}`}${proposal.text === '' ? '' : `: ${proposal.text}`}`,
    `${proposal.author} proposed it${proposal.because === '' ? '' : `: ${proposal.because}`}`,
    `hash ${proposal.hash}`,
  ];
  return {
    json: proposal,
    text: [...facts, '', changeText(considered, now), '', proposal.source.trimEnd()].join('\n'),
  };
}

/** Lets the daemon take it. @param hash where another text than the one that was shown must not be taken */
export async function proposalConfirm(
  ledger: Ledger,
  id: string,
  { hash }: { hash?: string },
  at: UnixMillis,
): Promise<Answer> {
  const author = userInfo().username;
  const { hash: known } = await proposalNamed(ledger, id);
  const confirmed = await confirmProposal(ledger, { id, hash: hash ?? known, author, at });
  if (daemonOf(ledger.file) === null) {
    const text = 'confirmed; no daemon runs: one that is started within the hour takes it';
    return { json: confirmed, text };
  }
  const ended = await takenBy(ledger, confirmed.id);
  if (ended.status !== 'Applied') process.exitCode = 2;
  return { json: ended, text: endedText(ended) };
}

/** Takes it out of the way. */
export async function proposalReject(
  ledger: Ledger,
  id: string,
  { because = '' }: { because?: string },
  at: UnixMillis,
): Promise<Answer> {
  const rejected = await rejectProposal(ledger, { id, because, author: userInfo().username, at });
  return { json: rejected, text: `proposal ${shortId(rejected.id)} is rejected; what runs runs on` };
}
