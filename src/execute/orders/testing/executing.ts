import type { VenueId } from '../../../model/instrument.js';
import { multicall3Address } from '../../../model/multicall3.js';
import type { Fill } from '../../../model/order.js';
import type { VenueReading } from '../../../model/snapshot.js';
import { milliseconds, unixMillis, wad, wei } from '../../../model/units.js';
import type { ChainClient } from '../../../observe/endpoints/endpoint.js';
import type { EndpointPool } from '../../../observe/endpoints/endpointPool.js';
import type { Heads } from '../../../observe/heads.js';
import type { Ledger } from '../../../record/ledger.js';
import { attemptsOf, fillsOf } from '../../../record/queries/attempts.js';
import { ordersById } from '../../../record/queries/ordersById.js';
import type { Venue } from '../../../venues/venue.js';
import { type Everywhere, onlyThrough } from '../../transactions/everywhere.js';
import { chainId, type newPayment, request, signer, silent } from '../../transactions/testing/sending.js';
import type { Work } from '../executor.js';
import { createLiveExecutor, type LiveExecutorOptions } from '../liveExecutor.js';

/** A live executor over a real chain and ledger, with a venue that sees one trade in whatever is mined. */

const one = wad(10n ** 18n);
const sale: Fill = {
  kind: 'trade',
  instrument: 'perp-v2 ETH',
  underlying: 'ETH',
  side: 'Sell',
  quantity: one,
  price: one,
  fee: wad(0n),
};
const venue = { id: 'perp-v2', fills: () => [sale], decodeError: () => null } as unknown as Venue;

/** The same, but one that sees the trade only where there are logs. */
export const venuesOfLogs: ReadonlyMap<VenueId, Venue> = new Map([
  ['perp-v2', { ...venue, fills: (_, logs) => (logs.length > 0 ? [sale] : []) }],
]);

export function executorOn(
  {
    client,
    ledger,
    everywhere = onlyThrough(client),
  }: { client: ChainClient; ledger: Ledger; everywhere?: Everywhere },
  options: Partial<LiveExecutorOptions> = {},
) {
  const current = { client };
  return createLiveExecutor({
    account: signer.address,
    venues: new Map<VenueId, Venue>([['perp-v2', venue]]),
    signer,
    chainId,
    confirmations: 5,
    multicall3: multicall3Address,
    pool: { client, current: () => current, others: () => [], everywhere } as unknown as EndpointPool,
    heads: { onHead: () => () => {} } as unknown as Heads,
    ledger,
    now: () => unixMillis(Date.now()),
    log: silent,
    stop: new AbortController().signal,
    patienceMs: milliseconds(100),
    ...options,
  });
}

const nothingThere: VenueReading = {
  ...{ venue: 'perp-v2', positions: [], marginAccounts: [], markets: [], funding: [], prices: {} },
  detail: null,
};

/** The payment as an order to carry out, decided at a block whose base fee was one gwei. */
export const payingWork = (order: ReturnType<typeof newPayment>['order'], changes: Partial<Work> = {}): Work => ({
  order,
  venue,
  steps: [{ ...request, purpose: 'addCollateral' }],
  snapshot: { block: { number: 0n, baseFee: wei(10n ** 9n) }, readings: [nothingThere] } as unknown as Work['snapshot'],
  ...changes,
});

/** What the ledger says of an order. */
export async function storyOf(ledger: Ledger, id: string) {
  const [order] = await ordersById(ledger, [id]);
  const attempts = await attemptsOf(ledger, id);
  const fills = await fillsOf(ledger, id);
  return { status: order?.status, text: order?.text, states: attempts.map(({ state }) => state), fills: fills.length };
}
