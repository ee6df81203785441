import { join } from 'node:path';
import { type Address, createTestClient, type Hex, http } from 'viem';
import { startAnvil } from '../../../lab/anvil.js';
import type { Log } from '../../../model/log.js';
import type { Order } from '../../../model/order.js';
import { milliseconds, type UnixMillis, unixMillis, wei } from '../../../model/units.js';
import type { EndpointAnswer } from '../../../observe/endpoints/askEverywhere.js';
import { createEndpoint } from '../../../observe/endpoints/createEndpoint.js';
import type { ChainClient } from '../../../observe/endpoints/endpoint.js';
import { openLedger } from '../../../record/ledger.js';
import { sampleOrder, sampleStep, temporaryFolder, workOf } from '../../../record/testing/sample.js';
import { type Everywhere, onlyThrough } from '../everywhere.js';
import { createSigner } from '../signer.js';
import { createTransactor, type TransactorOptions } from '../transactor.js';

/** A real chain, a real ledger file, and one order that pays a recipient who starts with nothing. */

export const chainId = 31337;
/** The second of the keys that every development chain funds. */
export const privateKey: Hex = '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d';
export const signer = createSigner(privateKey, { chainId });
export const recipient: Address = '0x00000000000000000000000000000000000beef1';
export const payment = wei(10n ** 15n);
export const fees = { maxFeePerGas: wei(20n * 10n ** 9n), maxPriorityFeePerGas: wei(10n ** 9n) };
export const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };

export const request = { ...sampleStep, to: recipient, data: '0x', value: payment, approval: null } as const;

type Finished = (forget: () => void | Promise<void>) => void;

export async function startChain(onFinished: Finished) {
  // Blocks come when a test says so: Anvil answers a sending before it has mined it.
  const anvil = await startAnvil({ args: ['--no-mining'] });
  onFinished(anvil.stop);
  const testClient = createTestClient({ mode: 'anvil', transport: http(anvil.url) });
  const endpoint = createEndpoint(anvil.url);
  const client = endpoint.client;
  const balance = async (address: Address = recipient) =>
    BigInt(await client.request({ method: 'eth_getBalance', params: [address, 'latest'] }));
  const head = async () => ({ number: BigInt(await client.request({ method: 'eth_blockNumber' })) });
  const mine = (blocks = 1) => testClient.mine({ blocks });
  return { anvil, client, testClient, balance, head, mine };
}
export type Chain = Awaited<ReturnType<typeof startChain>>;

export interface Journal
  extends Pick<
    TransactorOptions,
    'onDurableStep' | 'resendWithin' | 'resendEvery' | 'replacing' | 'everywhere' | 'witnesses' | 'confirmationsOf'
  > {
  client: ChainClient;
  file: string;
  now?: () => UnixMillis;
  confirmations?: number;
}

/** A transactor on a ledger file as a process that has just started opens it. */
export function openJournal({ file, ...options }: Journal) {
  const ledger = openLedger({ file });
  const transactor = createTransactor({
    ledger,
    signer,
    chainId,
    confirmations: 1,
    log: silent,
    now: () => unixMillis(Date.now()),
    resendEvery: milliseconds(0),
    ...options,
  });
  return { ledger, transactor };
}

export const newLedgerFile = (onFinished: Finished): string => join(temporaryFolder(onFinished), 'ballast.db');

/** The payment, its decision and its step, as the ledger holds them before anything is sent. */
export function newPayment(changes: Partial<Order> = {}) {
  const order = sampleOrder({ account: signer.address, chainId, ...changes });
  return { order, work: workOf(order, request) };
}

export const paying = (order: ReturnType<typeof newPayment>['order']) => ({
  order,
  step: 0,
  request,
  gas: 50_000n,
  fees,
});

/** The client with its sending replaced: `before` may throw and so lose the bytes, `after` loses the answer. */
export function tampered(
  client: ChainClient,
  send: (forward: () => Promise<unknown>) => Promise<unknown>,
): ChainClient {
  const forwarding = async (args: { method: string }, options?: unknown) => {
    const forward = () => (client.request as (a: unknown, o?: unknown) => Promise<unknown>)(args, options);
    return args.method === 'eth_sendRawTransaction' ? send(forward) : forward();
  };
  return { ...client, request: forwarding as ChainClient['request'] };
}

/** The client with the answers to some methods replaced. */
export function answering(client: ChainClient, answers: Readonly<Record<string, () => unknown>>): ChainClient {
  const replaced = async (args: { method: string }, options?: unknown) => {
    const answer = answers[args.method];
    return answer ? answer() : (client.request as (a: unknown, o?: unknown) => Promise<unknown>)(args, options);
  };
  return { ...client, request: replaced as ChainClient['request'] };
}

/** The client with the answers to one method held back until then. */
export function holdingBack(client: ChainClient, method: string, until: Promise<void>): ChainClient {
  const held = async (args: { method: string }, options?: unknown) => {
    if (args.method === method) await until;
    return (client.request as (a: unknown, o?: unknown) => Promise<unknown>)(args, options);
  };
  return { ...client, request: held as ChainClient['request'] };
}

/** Several nodes as a pool asks them: all at once, until there is enough. */
export const everywhereOver =
  (...clients: readonly ChainClient[]): Everywhere =>
  (args, { enough = () => false } = {}) =>
    new Promise((resolve) => {
      const answers: EndpointAnswer[] = [];
      for (const client of clients) {
        onlyThrough(client)(args).then((answer) => {
          answers.push(...answer);
          if (answers.length === clients.length || enough(answers)) resolve(answers);
        });
      }
    });

/** The client of a node that does not have one receipt yet. */
export function withoutReceipt(client: ChainClient, hash: Hex | undefined): ChainClient {
  const lacking = async (args: { method: string; params?: readonly unknown[] }, options?: unknown) => {
    if (args.method === 'eth_getTransactionReceipt' && args.params?.[0] === hash) return null;
    return (client.request as (a: unknown, o?: unknown) => Promise<unknown>)(args, options);
  };
  return { ...client, request: lacking as ChainClient['request'] };
}

/** All of it at once: a chain, a journal, and an order that is in the ledger. */
export async function setUp(onFinished: Finished, options: Partial<Journal> = {}) {
  const chain = await startChain(onFinished);
  const file = newLedgerFile(onFinished);
  const journal = openJournal({ file, client: chain.client, ...options });
  onFinished(() => journal.ledger.close());
  const { order, work } = newPayment();
  await journal.ledger.commit(work);
  return { ...chain, ...journal, file, order };
}

/** Spends a nonce of ours behind the ledger's back. */
export async function spendElsewhere(client: ChainClient, nonce: number, tip = fees) {
  const transaction = { ...tip, chainId, nonce, to: signer.address, data: '0x', value: wei(0n), gas: 21_000n } as const;
  const { bytes } = await signer.sign(transaction);
  await client.request({ method: 'eth_sendRawTransaction', params: [bytes] });
}
