import { BallastError, shortMessageOf } from '../../model/error.js';
import type { Block } from '../../model/snapshot.js';
import { parseBlock } from '../block.js';
import type { Clock } from '../endpoints/clock.js';
import { type Endpoint, EndpointError, endpointError } from '../endpoints/endpoint.js';
import { isRefusal } from '../endpoints/isRefusal.js';
import { callsAt } from '../runReadings.js';
import { takeSnapshots } from '../takeSnapshots.js';
import type { Question, Statement } from './statement.js';

/** Milliseconds after which one that does not have the block is asked again; each time half as long again. */
const againMs = 100;

/** An endpoint that is being asked. */
export interface Asking {
  endpoint: Endpoint;
  /** What is known so far. */
  statement(): Statement;
  /** Whether it has said all it will. */
  isOver(): boolean;
  /** Resolves when it has said all it will; never rejects. */
  done: Promise<void>;
}

/**
 * Asks an endpoint for everything that a decision stands on: the block's header and all that was read. One that does not
 * have the block is asked again until the signal fires; one that fails is not.
 */
export function askEndpoint(endpoint: Endpoint, question: Question, clock: Clock, signal: AbortSignal): Asking {
  let statement: Statement = { kind: 'silent', text: `${endpoint.label} has not answered in time` };
  let isOver = false;
  async function ask(): Promise<void> {
    // One that stays behind is asked some seven times in two seconds, and not twenty: a rule may want its order at every block.
    for (let pauseMs = againMs; !signal.aborted; pauseMs *= 1.5) {
      const told = await askOnce(endpoint, question);
      if (signal.aborted) return;
      statement = told;
      if (told.kind !== 'behind') return;
      await clock.pause(pauseMs, signal);
    }
  }
  const done = ask().then(() => {
    isOver = true;
  });
  return { endpoint, statement: () => statement, isOver: () => isOver, done };
}

async function askOnce(endpoint: Endpoint, question: Question): Promise<Statement> {
  const { label } = endpoint;
  const { number, hash } = question.frame.block;
  // Side by side: what is read counts only where the header is there.
  const reading = read(endpoint, question).catch((error: unknown) => failureOf(label, error));
  try {
    const block = await blockByHash(endpoint, question);
    if (block === null) return { kind: 'behind', text: `${label} does not have block ${number} ${hash}` };
    if (sameBlock(block, question.frame.block)) return await reading;
    return await read(endpoint, { ...question, frame: { ...question.frame, block } });
  } catch (error) {
    return failureOf(label, error);
  }
}

async function read(endpoint: Endpoint, { frame, watched }: Question): Promise<Statement> {
  const { block, multicall3 } = frame;
  const taken = await takeSnapshots(frame, watched, callsAt(endpoint, multicall3, block.hash));
  return { kind: 'told', block, taken };
}

/** A node that has a header and says no to a call at it does not have its state, or has left it for another branch. */
const failureOf = (label: string, error: unknown): Statement =>
  error instanceof BallastError && isRefusal(error.cause)
    ? { kind: 'behind', text: `${label} cannot be read at the block: ${shortMessageOf(error)}` }
    : { kind: 'silent', text: shortMessageOf(error) };

/** null where the endpoint does not have it. @throws EndpointError */
async function blockByHash(endpoint: Endpoint, { frame }: Question): Promise<Block | null> {
  const { hash } = frame.block;
  let header: unknown;
  try {
    header = await endpoint.client.request({ method: 'eth_getBlockByHash', params: [hash, false] });
  } catch (cause) {
    throw endpointError(endpoint, 'eth_getBlockByHash', cause);
  }
  if (header === null) return null;
  const block = parseBlock(header);
  if (block.hash === hash) return block;
  throw new EndpointError(`${endpoint.label} gave another block than it was asked for`, { facts: [hash, block.hash] });
}

export const sameBlock = (a: Block, b: Block): boolean =>
  a.hash === b.hash &&
  a.number === b.number &&
  a.parentHash === b.parentHash &&
  a.timestamp === b.timestamp &&
  a.baseFee === b.baseFee;
