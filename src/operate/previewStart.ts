import { strategiesOn } from '../chains/strategyOn.js';
import type { Config } from '../config/loadConfig.js';
import type { ChainSettings } from '../config/settings.js';
import { recordOutcome } from '../execute/orders/recordOutcome.js';
import { nextState } from '../execute/transactions/attemptStates.js';
import type { Everywhere } from '../execute/transactions/everywhere.js';
import type { Judgement } from '../execute/transactions/judge.js';
import { type PreviewedAttempt, previewRecovery } from '../execute/transactions/previewRecovery.js';
import { tierOf } from '../model/agreement.js';
import { BallastError } from '../model/error.js';
import { type AttemptState, INTERRUPTED, type OrdStatus } from '../model/order.js';
import type { Strategy } from '../model/strategy.js';
import type { UnixMillis } from '../model/units.js';
import { askEverywhere } from '../observe/endpoints/askEverywhere.js';
import { steadyClock } from '../observe/endpoints/clock.js';
import { createEndpoint } from '../observe/endpoints/createEndpoint.js';
import { type ChainRequester, type Endpoint, endpointError } from '../observe/endpoints/endpoint.js';
import { chainIdOf } from '../observe/endpoints/verifiedEndpoint.js';
import { latestBlock } from '../observe/latestBlock.js';
import type { Ledger } from '../record/ledger.js';
import { attemptsOf, type RecordedAttempt, unsettledAttempts } from '../record/queries/attempts.js';
import { openOrders } from '../record/queries/openOrders.js';
import type { RecordedOrder } from '../record/queries/recordedOrder.js';
import { stepsOf } from '../record/queries/stepsOf.js';
import type { Venue } from '../venues/venue.js';
import { openBooks } from './openBooks.js';

/** What a start would do for one strategy. */
export interface BookPreview {
  strategy: string;
  mode: Strategy['mode'];
  account: Strategy['account'];
  chain: string;
  /** Whom it was asked of; null: no endpoint answers, and a start would wait for one. */
  asked: { endpoint: string; block: bigint } | null;
  /** Why the chain could not be asked, or not for all. */
  problems: readonly string[];
  attempts: readonly AttemptPreview[];
  orders: readonly OrderPreview[];
}

export interface AttemptPreview {
  attempt: RecordedAttempt;
  /** What would be written of it; null when the chain could not be asked. */
  becomes: AttemptState | null;
  text: string;
  act: Judgement['act'] | null;
}

export interface OrderPreview {
  order: RecordedOrder;
  /** null when it cannot be told without writing, or at all. */
  becomes: OrdStatus | null;
  text: string;
}

/**
 * What `ballast run` would do first, by its own code up to where it writes and sends. Needs no key, and no more of the ledger
 * than to read it.
 */
export async function previewStart(config: Config, ledger: Ledger, now: UnixMillis): Promise<BookPreview[]> {
  const books: BookPreview[] = [];
  for (const chain of Object.values(config.settings.chains)) {
    const strategies = strategiesOn(config.strategies, chain.name);
    if (strategies.length === 0) continue;
    const endpoints = chain.endpoints.map((url) => createEndpoint(url, { timeoutMs: 10_000 }));
    try {
      const found = await firstThatAnswers(endpoints, chain);
      for (const strategy of strategies) books.push(await previewBook({ config, chain, ledger, now }, strategy, found));
    } finally {
      await Promise.all(endpoints.map((endpoint) => endpoint.close()));
    }
  }
  return books;
}

interface Found {
  endpoint: Endpoint | null;
  /** All that serve the chain. */
  all: readonly Endpoint[];
  problems: readonly string[];
}

/** The first that answers is asked, and the others where a start would ask them too; what is wrong with those after it is left out. */
async function firstThatAnswers(endpoints: readonly Endpoint[], chain: ChainSettings): Promise<Found> {
  const asked = await Promise.all(
    endpoints.map(async (endpoint) => {
      try {
        const id = await chainIdOf(endpoint);
        const problem = id === chain.id ? null : `${endpoint.label} serves chain ${id}, not ${chain.id}`;
        return { endpoint, problem };
      } catch (error) {
        return { endpoint, problem: sentenceOf(error) };
      }
    }),
  );
  const first = asked.findIndex(({ problem }) => problem === null);
  const before = first < 0 ? asked : asked.slice(0, first);
  return {
    endpoint: asked[first]?.endpoint ?? null,
    all: asked.flatMap(({ endpoint, problem }) => (problem === null ? [endpoint] : [])),
    problems: before.flatMap(({ problem }) => problem ?? []),
  };
}

/** As a pool asks, without its memory. */
const everywhereOf =
  (endpoints: readonly Endpoint[]): Everywhere =>
  (args, options = {}) =>
    askEverywhere(endpoints, args, { ...options, timeoutMs: 10_000, clock: steadyClock, signal: neverOver });

const neverOver = new AbortController().signal;

interface Asking {
  config: Config;
  chain: ChainSettings;
  ledger: Ledger;
  now: UnixMillis;
}

async function previewBook(
  asking: Asking,
  strategy: Strategy,
  { endpoint, all, problems }: Found,
): Promise<BookPreview> {
  const { name, mode, account } = strategy;
  const common = { strategy: name, mode, account, chain: asking.chain.name };
  if (mode === 'shadow')
    return { ...common, asked: null, problems: [], attempts: [], orders: await shadowOrders(asking, name) };
  if (!endpoint) return { ...common, asked: null, problems, ...(await asLeft(asking, strategy)) };
  try {
    return { ...common, ...(await previewLive(asking, strategy, endpoint, everywhereOf(all))) };
  } catch (error) {
    return { ...common, asked: null, problems: [...problems, sentenceOf(error)], ...(await asLeft(asking, strategy)) };
  }
}

async function shadowOrders({ ledger }: Asking, strategy: string): Promise<OrderPreview[]> {
  const open = await openOrders(ledger, { strategy, mode: 'shadow' });
  return open.map((order) => ({ order, becomes: 'Canceled', text: 'shadow: interrupted' }));
}

/** All that can be told without the chain. */
async function asLeft({ ledger, chain }: Asking, { account }: Strategy) {
  const sender = { account, chainId: chain.id };
  const [attempts, orders] = [await unsettledAttempts(ledger, sender), await liveOrders(ledger, sender)];
  return {
    attempts: attempts.map((attempt) => ({ attempt, becomes: null, text: '', act: null })),
    orders: orders.map((order) => ({ order, becomes: null, text: '' })),
  };
}

const liveOrders = (ledger: Ledger, sender: { account: Strategy['account']; chainId: number }) =>
  openOrders(ledger, { ...sender, mode: 'live' });

async function previewLive(
  { config, chain, ledger, now }: Asking,
  strategy: Strategy,
  endpoint: Endpoint,
  everywhere: Everywhere,
) {
  const { account, atStake } = strategy;
  const sender = { account, chainId: chain.id };
  const block = await latestBlock(endpoint);
  const client = wordedClient(endpoint);
  const { books, problems } = await openBooks(config, chain, endpoint, block);
  const venues = books.find((book) => book.strategy === strategy)?.venues ?? new Map<string, Venue>();
  const { confirmations } = chain;
  const seen = await previewRecovery({
    ...{ ...sender, ledger, confirmations, client, everywhere, now: () => now },
    confirmationsOf: ({ notional }) => tierOf(atStake, notional).confirmations ?? confirmations,
  });
  const attempts = seen.map(previewOf);
  const orders: OrderPreview[] = [];
  for (const order of await liveOrders(ledger, sender)) {
    const venue = venues.get(order.terms.venue);
    orders.push(await orderPreview({ order, venue, attempts, ledger, client, everywhere, now }));
  }
  return {
    asked: { endpoint: endpoint.label, block: block.number },
    problems: problems.map(({ message }) => message),
    attempts,
    orders,
  };
}

const previewOf = ({ attempt, judgement: { events, text, act } }: PreviewedAttempt): AttemptPreview => ({
  ...{ attempt, text, act },
  becomes: events.reduce(nextState, attempt.state),
});

interface OrderAsked {
  order: RecordedOrder;
  venue: Venue | undefined;
  attempts: readonly AttemptPreview[];
  ledger: Ledger;
  client: ChainRequester;
  everywhere: Everywhere;
  now: UnixMillis;
}

/** By the code that writes it down, on a ledger that takes nothing in. */
async function orderPreview(asked: OrderAsked): Promise<OrderPreview> {
  const { order, venue, ledger, client, everywhere, now } = asked;
  const recorded = await attemptsOf(ledger, order.id);
  if (recorded.length === 0) return { order, becomes: 'Canceled', text: INTERRUPTED };
  const attempts = recorded.map((attempt) => {
    const preview = asked.attempts.find((one) => one.attempt.id === attempt.id);
    return preview?.becomes ? { ...attempt, state: preview.becomes, text: preview.text || attempt.text } : attempt;
  });
  try {
    const outcome = await recordOutcome({
      ...{ order, steps: await stepsOf(ledger, order.id), attempts, venue, client },
      ...{ ledger: { ...ledger, commit: async () => {} }, everywhere, now: () => now },
    });
    return outcome
      ? { order, becomes: outcome.status, text: outcome.text }
      : { order, becomes: order.status, text: order.text };
  } catch (error) {
    return { order, becomes: null, text: sentenceOf(error) };
  }
}

/** Whose failures say in a sentence which endpoint failed at what. */
const wordedClient = (endpoint: Endpoint): ChainRequester => ({
  request: (async (args: { method: string }) => {
    try {
      return await endpoint.client.request(args as never);
    } catch (cause) {
      throw endpointError(endpoint, args.method, cause);
    }
  }) as ChainRequester['request'],
});

/** What ended badly at the chain or a venue, for people. @throws whatever is no error of ours */
function sentenceOf(error: unknown): string {
  if (error instanceof BallastError) return error.shortMessage;
  throw error;
}
