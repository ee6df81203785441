import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Address } from 'viem';
import { createLiveExecutor } from '../../src/execute/orders/liveExecutor.js';
import { createPolicedSigner } from '../../src/execute/transactions/policy/policedSigner.js';
import { createSigner, type Signer } from '../../src/execute/transactions/signer.js';
import type { LabAccount } from '../../src/lab/accounts.js';
import type { Lab } from '../../src/lab/lab.js';
import { type KeyPolicy, unlimitedKeyPolicy } from '../../src/model/keyPolicy.js';
import type { Log } from '../../src/model/log.js';
import { multicall3Address } from '../../src/model/multicall3.js';
import type { OrderTerms, TransactionRequest } from '../../src/model/order.js';
import type { Snapshot } from '../../src/model/snapshot.js';
import { type UnixMillis, unixMillis, unixSeconds, wei } from '../../src/model/units.js';
import { createEndpointPool } from '../../src/observe/endpoints/endpointPool.js';
import { createHeads } from '../../src/observe/heads.js';
import { latestBlock } from '../../src/observe/latestBlock.js';
import { openVenues } from '../../src/observe/openVenues.js';
import { callsAt, runReadings } from '../../src/observe/runReadings.js';
import { createAlarms } from '../../src/record/alarms.js';
import { openLedger } from '../../src/record/ledger.js';
import { fillsOf } from '../../src/record/queries/attempts.js';
import { ordersById } from '../../src/record/queries/ordersById.js';
import { listSignatures } from '../../src/record/queries/signatures.js';
import { lyra } from '../../src/venues/lyra/lyra.js';
import type { Venue } from '../../src/venues/venue.js';
import { valueTokens } from '../../src/venues/wallet/valueTokens.js';
import { wallet } from '../../src/venues/wallet/wallet.js';
import { recordOrder } from '../conformance/record.js';

const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };

export interface TransferDeskOptions {
  policy?: Partial<KeyPolicy>;
  /** Tokens of the wallet; USDC and sUSD unless told. */
  tokens?: Parameters<typeof wallet.open>[0]['tokens'];
}

/** An account with a wallet and Lyra options, its policed key and its live executor, on real contracts. */
export async function openTransferDesk(
  lab: Lab,
  { address, privateKey }: LabAccount,
  onFinished: (undo: () => Promise<void>) => void,
  { policy = {}, tokens = { USDC: lab.tokens.USDC, sUSD: lab.tokens.sUSD } }: TransferDeskOptions = {},
) {
  const { chainId } = lab;
  const folder = mkdtempSync(join(tmpdir(), 'ballast-transfer-'));
  const over = new AbortController();
  const pool = createEndpointPool({ urls: [lab.wsUrl], chainId, log: silent });
  const ledger = openLedger({ file: join(folder, 'ballast.db') });
  onFinished(async () => {
    over.abort();
    await pool.close();
    ledger.close();
    rmSync(folder, { recursive: true, force: true });
  });
  let head = await latestBlock(pool.current());
  const now = (): UnixMillis => unixMillis(head.timestamp * 1000);
  const calls = () => callsAt(pool.current(), multicall3Address, head.hash);
  const opened = await openVenues(
    [
      { kind: lyra, deployment: lab.venues.lyra, account: address, names: ['ETH'], tokens: lab.tokens },
      { kind: wallet, deployment: {}, account: address, names: Object.keys(tokens), tokens },
    ],
    calls(),
  );
  const venues = new Map<string, Venue>();
  for (const one of opened) {
    if (!one.ok) throw new Error(one.error);
    venues.set(one.value.id, one.value);
  }
  const key = createSigner(privateKey, { chainId });
  const signer: Signer = createPolicedSigner({
    ...{ signer: key, account: address, chainId, policy: { ...unlimitedKeyPolicy, ...policy } },
    ...{ venues: [...venues.values()], ledger, alarms: createAlarms({ ledger, now, log: silent }), now, log: silent },
  });
  const executor = createLiveExecutor({
    ...{ account: address, venues, signer, chainId, confirmations: 1, multicall3: multicall3Address },
    ...{ pool, heads: createHeads({ pool, signal: over.signal }), ledger, now, log: silent, stop: over.signal },
  });
  await executor.recover();

  const desk = {
    ...{ address, venues, ledger, signer, executor },
    async read(): Promise<Snapshot> {
      head = await latestBlock(pool.current());
      const outcomes = await runReadings(
        [...venues.values()].map((venue) => () => venue.read(head)),
        calls(),
      );
      const readings = outcomes.map((one) => {
        if (!one.ok) throw new Error(one.error);
        return one.value;
      });
      return {
        ...{ chainId, account: address, block: head, nativeBalance: wei(0n), unread: [] },
        readings: valueTokens(readings),
      };
    },
    venueOf(terms: OrderTerms): Venue {
      const venue = venues.get(terms.venue);
      if (!venue) throw new Error(`no venue ${terms.venue}`);
      return venue;
    },
    /** @throws VenueRefusal */
    async prepare(terms: OrderTerms): Promise<TransactionRequest[]> {
      const snapshot = await desk.read();
      const reading = snapshot.readings.find(({ venue }) => venue === terms.venue);
      if (!reading) throw new Error(`${terms.venue} was not read`);
      return desk.venueOf(terms).prepare(reading, terms, unixSeconds(snapshot.block.timestamp + 120));
    },
    /** Records, rehearses, signs, sends and looks after it. @param sent - What is sent instead of what the venue prepares. */
    async carryOut(terms: OrderTerms, sent?: readonly TransactionRequest[]) {
      const steps = sent ?? (await desk.prepare(terms));
      const snapshot = await desk.read();
      const order = await recordOrder(ledger, snapshot, terms, steps, now());
      await executor.work({ order, venue: desk.venueOf(terms), steps, snapshot });
      head = await latestBlock(pool.current());
      await executor.advance(head);
      const [recorded] = await ordersById(ledger, [order.id]);
      const fills = (await fillsOf(ledger, order.id)).map(({ fill }) => fill);
      const signed = (await listSignatures(ledger, 100)).filter((one) => one.order === order.id);
      return { status: recorded?.status, text: recorded?.text ?? '', fills, signed };
    },
  };
  return desk;
}

export const gift = (
  to: Address,
  asset: (OrderTerms & { kind: 'transfer' })['asset'],
): OrderTerms & { kind: 'transfer' } => ({
  ...{ kind: 'transfer', venue: 'position' in asset ? 'lyra' : 'wallet', asset, to },
  reference: '01990000-0000-7000-8000-000000000001',
});
