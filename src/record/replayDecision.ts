import type { Part, PartInputs } from '../chains/part.js';
import { partOf } from '../chains/partOf.js';
import { withElsewhere } from '../chains/withElsewhere.js';
import type { VenueId } from '../model/instrument.js';
import { noQuoteSheets } from '../model/quotes.js';
import type { Snapshot } from '../model/snapshot.js';
import type { Strategy } from '../model/strategy.js';
import { openingOf, type VenueRequest } from '../observe/openVenues.js';
import { replayReading } from '../observe/runReadings.js';
import { replaySnapshot } from '../observe/takeSnapshots.js';
import type { LinearSolver } from '../plan/collateral/linear.js';
import type { Plan } from '../plan/plan.js';
import { planTick } from '../plan/planTick.js';
import type { PreparedDecision } from '../plan/preparedDecision.js';
import { prepareOrders } from '../plan/prepareOrders.js';
import type { Venue } from '../venues/venue.js';
import { LedgerError } from './errors.js';
import type { RecordedInputs } from './recorder.js';

/** A tick, made again without a chain. */
export interface ReplayedTick {
  snapshot: Snapshot;
  plan: Plan;
  /** Every decision with its transactions; the ledger leaves out a refusal that stands unchanged from block to block. */
  prepared: readonly PreparedDecision[];
}

/**
 * Makes a recorded tick's decisions again, bit for bit, from what the ledger kept of it. Pure: no chain, no clock.
 * @param inputs what `snapshotOf` gives for the tick
 * @param strategy compiled from the very file that decided: its hash stands with the tick; as its book on the tick's chain has it
 * (`strategyOn`)
 * @param requests what the strategy's `watch` asks of each venue, in the file's order (`venueRequestsOf`)
 * @param elsewhere the same of the strategy's other chains, by chain
 * @param solver what plans of collateral were solved by
 * @throws LedgerError when a venue cannot be opened from the record; ReplayError when another version decided, which asked for
 * other calls than this one does
 */
export function replayDecision(
  inputs: RecordedInputs,
  strategy: Strategy,
  requests: readonly VenueRequest[],
  elsewhere: ReadonlyMap<string, readonly VenueRequest[]> = new Map(),
  solver?: LinearSolver,
): ReplayedTick {
  const parts = inputs.context.elsewhere?.map((part) => replayPart(part, elsewhere.get(part.chain) ?? []));
  const own = replayRead(inputs, requests);
  const { snapshot, venues } = parts ? withElsewhere(own, strategy, parts, inputs.context.now) : own;
  const context = { ...inputs.context, history: new Map(inputs.context.history) };
  const plan = planTick({ strategy, snapshot, venues, ...context, ...(solver && { solver }) });
  return { snapshot, ...prepareOrders({ strategy, snapshot, venues, openOrders: context.openOrders, plan }) };
}

/** What one chain's block held. */
function replayRead(
  inputs: Omit<RecordedInputs, 'context'>,
  requests: readonly VenueRequest[],
): { snapshot: Snapshot; venues: ReadonlyMap<VenueId, Venue> } {
  const { chainId, block, account, multicall3, sequencer, transcripts, sheets = noQuoteSheets } = inputs;
  const venues = replayVenues(inputs, requests);
  const watched = { account, venues: [...venues.values()] };
  const frame = { chainId, block, multicall3, sheets, ...(sequencer ? { sequencer } : {}) };
  return { venues, snapshot: replaySnapshot(frame, watched, transcripts) };
}

function replayPart(inputs: PartInputs, requests: readonly VenueRequest[]): Part {
  const { snapshot, venues } = replayRead(inputs, requests);
  return partOf(inputs, snapshot, venues);
}

function replayVenues(
  { opening }: Pick<RecordedInputs, 'opening'>,
  requests: readonly VenueRequest[],
): ReadonlyMap<VenueId, Venue> {
  return new Map(
    requests.map((request, i) => {
      const found = replayReading(() => openingOf(request), opening[i] ?? []);
      if (found.ok) return [request.kind.id, found.value];
      throw new LedgerError(`${request.kind.id} cannot be opened from the record`, { facts: [found.error] });
    }),
  );
}
