import { BallastError } from '../../model/error.js';
import type { Block } from '../../model/snapshot.js';
import type { Clock } from '../endpoints/clock.js';
import type { Endpoint } from '../endpoints/endpoint.js';
import { isRefusal } from '../endpoints/isRefusal.js';
import type { Transcript } from '../runReadings.js';
import type { Accusation } from './accusations.js';
import { difference } from './difference.js';
import { type Answer, tally } from './tally.js';
import type { Testimony } from './testimony.js';

export interface AgreeOnOpeningOptions {
  block: Block;
  inUse: Endpoint;
  /** How venues were found through the one in use. */
  opening: readonly Transcript[];
  others: readonly Endpoint[];
  /** Finds them through another, at the same block. */
  open(endpoint: Endpoint): Promise<readonly Transcript[]>;
  clock: Clock;
  stop: AbortSignal;
}

export interface OpeningAgreement {
  isBelieved: boolean;
  /** How many endpoints say so, the one in use included. */
  agreed: number;
  /** The one in use comes last. */
  accused: readonly Accusation[];
}

/** Milliseconds. Those that do not answer meanwhile are left out: one that is down must not keep the keeper from starting. */
const patienceMs = 2_000;
/** Milliseconds after which one that does not have the block is asked again. */
const againMs = 100;

/**
 * Whether venues are where the endpoint in use says they are. What is found at the start is believed from then on: one that
 * named contracts of its own would have approvals and deposits go there, and every endpoint would tell the truth about those.
 * So all are asked, and it needs more than half of those that answer.
 */
export async function agreeOnOpening(options: AgreeOnOpeningOptions): Promise<OpeningAgreement> {
  const { block, inUse, opening, others, clock, stop } = options;
  if (others.length === 0) return { isBelieved: true, agreed: 1, accused: [] };
  const own: Told = { kind: 'told', content: { block, readings: opening } };
  const over = new AbortController();
  const signal = AbortSignal.any([stop, over.signal]);
  const late = clock.pause(patienceMs, signal).then((): Answer<Testimony> => ({ kind: 'silent' }));
  const answers = await Promise.all([
    own,
    ...others.map((endpoint) => Promise.race([openingBy(endpoint, options, signal), late])),
  ]);
  over.abort();
  const { agreement, agreeing, differing, decided } = tally(1, answers);
  const endpoints = [inUse, ...others];
  const accuse = (which: readonly number[], against: number | undefined) =>
    which.flatMap((at): { at: number; endpoint: Endpoint; text: string }[] => {
      const [endpoint, a, b] = [endpoints[at], answers[at], answers[against ?? 0]];
      if (!endpoint || a?.kind !== 'told' || b?.kind !== 'told') return [];
      const parts = difference(a.content, b.content) || 'finds no contracts where others do';
      const unsure = decided ? '' : '; one of them lies or is broken, and it cannot be told which';
      return [{ at, endpoint, text: `at block ${block.number} ${block.hash} it ${parts}${unsure}` }];
    });
  const accused = [...accuse(differing, agreeing[0]), ...(decided ? [] : accuse(agreeing, differing[0]))];
  return {
    isBelieved: decided && agreeing.includes(0),
    agreed: agreement.agreed,
    accused: accused.sort((a, b) => b.at - a.at),
  };
}

type Told = Extract<Answer<Testimony>, { kind: 'told' }>;

async function openingBy(
  endpoint: Endpoint,
  { block, open, clock }: AgreeOnOpeningOptions,
  signal: AbortSignal,
): Promise<Answer<Testimony>> {
  while (!signal.aborted) {
    try {
      return { kind: 'told', content: { block, readings: await open(endpoint) } };
    } catch (error) {
      // A node that says no does not have the block yet; what else fails is not asked again.
      if (!(error instanceof BallastError && isRefusal(error.cause))) return { kind: 'silent' };
      await clock.pause(againMs, signal);
    }
  }
  return { kind: 'behind' };
}
