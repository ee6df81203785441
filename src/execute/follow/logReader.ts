import { type Hash, type Hex, isHash, numberToHex } from 'viem';
import { shortMessageOf } from '../../model/error.js';
import type { ChainRequester } from '../../observe/endpoints/endpoint.js';
import { isRefusal } from '../../observe/endpoints/isRefusal.js';
import { nonsense } from '../../observe/endpoints/quantity.js';
import type { LogQuery } from '../../venues/venue.js';

export interface FoundTransactions {
  /** Of the logs that the queries ask for, each once, oldest first. */
  transactions: readonly Hash[];
  /** The newest block that was looked through; one below `from` when none was. */
  readTo: bigint;
  /** Why it did not get further; null when it did, or when there was too much for one time. */
  trouble: string | null;
}

/** Looks for logs from one block to another, both included. @throws EndpointError when nothing answers */
export type LogReader = (queries: readonly LogQuery[], from: bigint, to: bigint) => Promise<FoundTransactions>;

/** Blocks asked for at once to begin with: what most providers allow. Those that allow less say no, and are asked for less. */
const widest = 2_000n;
/** Requests of one time: the loop must get on. What is left waits for the next time. */
const mostRequests = 24;

/** Reads logs in ranges that the endpoint takes, and remembers what it took. */
export function createLogReader(client: ChainRequester): LogReader {
  let span = widest;
  return async (queries, from, to) => {
    const found = new Set<Hash>();
    let next = from;
    for (let requests = 0; next <= to && requests < mostRequests; requests++) {
      const last = next + span - 1n < to ? next + span - 1n : to;
      try {
        for (const hash of await transactionsIn(client, queries, next, last)) found.add(hash);
        next = last + 1n;
        if (span < widest) span = span * 2n < widest ? span * 2n : widest;
      } catch (error) {
        if (!refused(error)) throw error;
        const asked = last - next + 1n;
        if (asked === 1n) return { transactions: [...found], readTo: next - 1n, trouble: shortMessageOf(error) };
        span = asked / 2n;
      }
    }
    return { transactions: [...found], readTo: next - 1n, trouble: null };
  };
}

async function transactionsIn(
  client: ChainRequester,
  queries: readonly LogQuery[],
  from: bigint,
  to: bigint,
): Promise<Hash[]> {
  const range = { fromBlock: numberToHex(from), toBlock: numberToHex(to) };
  const answers: unknown[] = await Promise.all(
    queries.map(({ address, topics }) =>
      client.request({ method: 'eth_getLogs', params: [{ address, topics: topics.map(copied), ...range }] }),
    ),
  );
  return answers.flatMap((answer) => {
    if (!Array.isArray(answer)) throw nonsense('eth_getLogs', answer);
    return answer.map((log: unknown) => transactionOf(log));
  });
}

function transactionOf(log: unknown): Hash {
  const hash = typeof log === 'object' && log !== null && 'transactionHash' in log ? log.transactionHash : null;
  if (typeof hash !== 'string' || !isHash(hash)) throw nonsense("a log's transactionHash", hash);
  return hash;
}

const copied = (topic: Hex | readonly Hex[] | null): Hex | Hex[] | null =>
  typeof topic === 'string' || topic === null ? topic : [...topic];

/** The node said no, and the connection is well: the range may be too wide. */
const refused = (error: unknown): boolean =>
  isRefusal(error) || (error instanceof Error && error.cause !== undefined && isRefusal(error.cause));
