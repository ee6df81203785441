import { sayNumber } from '../../assess/sayNumber.js';
import type { BlockState, WorkedParent } from '../../model/desk.js';
import { shortId, type TransferTerms, transferSize } from '../../model/order.js';
import { milliseconds, toFloat, type UnixMillis, wad } from '../../model/units.js';
import { decide } from '../decide.js';
import type { RowDecided } from '../decideRow.js';
import type { DecisionDraft } from '../plan.js';
import type { Turn } from '../turn.js';
import { undecided } from '../undecided.js';
import { backOff } from '../waiting.js';
import type { Sent } from './memberStanding.js';

/** How a sentence begins that people are told at once. */
export const stuck = 'stuck: ';

/** What a block's decisions are called; no rule may be. */
export const blockRule = ({ id }: Pick<BlockState, 'id'>): string => `block ${shortId(id)}`;

/** A decision about a member of a block on which nothing is known yet. */
export const draftOf = (
  block: BlockState,
  { id, orderClass }: Pick<WorkedParent, 'id' | 'orderClass'>,
  because: readonly string[],
): DecisionDraft => undecided({ rule: blockRule(block), kind: 'work', subject: { parent: id }, orderClass, because });

/** A transfer between a member and the block, as a child of the member's order. */
export function sendTransfer(
  turn: Turn,
  block: BlockState,
  parent: WorkedParent,
  terms: TransferTerms,
  because: readonly string[],
): RowDecided {
  const draft = draftOf(block, parent, because);
  const venue = turn.input.venues.get(terms.venue);
  const { portfolio, usage } = turn;
  if (!venue) {
    const not = [`no adapter is open for ${terms.venue}: watch it to send and receive`];
    return { decisions: [{ ...draft, verdict: 'refused', not }], portfolio, usage };
  }
  const decided = decide(turn, draft, terms, venue, { least: 0, hold: milliseconds(0) });
  const { decision, events } = decided;
  const action = decision.action && { ...decision.action, parent: parent.id };
  return {
    decisions: [{ ...decision, action }],
    portfolio: decided.portfolio,
    usage: decided.usage,
    ...(events ? { events } : {}),
  };
}

/** After so many in vain a member is left out, and people are told of what is owed to one. */
const mostFailures = 5;

/** Whether it was tried often enough. What was never sent does not count: the time to send is what ends that. */
export const isGivenUp = ({ failures, unsent }: Pick<Sent, 'failures' | 'unsent'>): boolean =>
  failures - unsent >= mostFailures;

/** Why nothing more is sent of one thing now, in a sentence; null when it may be. It backs off, and never stops by itself. */
export function whySendingWaits(sent: Sent, now: UnixMillis): string | null {
  if (sent.isUnknown) return `${stuck}nobody can say what became of the transfer that was sent`;
  const elapsed = now - (sent.failedAt ?? 0);
  const pause = backOff(sent.failures, 'cost');
  return sent.failures > 0 && elapsed >= 0 && elapsed < pause
    ? `${sent.failures >= mostFailures ? stuck : ''}backing off after ${sent.failures} transfers that came to nothing, the last one: ${sent.why}`
    : null;
}

/** `1250.5 USDC`, `0.4 of lyra ETH-19DEC26-2000-C`. */
export function sayAsset({ asset }: Pick<TransferTerms, 'asset'>): string {
  const size = transferSize({ asset });
  if ('position' in asset) return `${sayNumber(toFloat(wad(size)))} of ${asset.instrument}`;
  return `${sayNumber(Number(size) / 10 ** asset.decimals)} ${asset.token}`;
}
