import type { Address } from 'viem';
import { expiryFill } from '../../assess/lots/expiryFill.js';
import { type AccountLots, type LotEvent, reckonAccounts } from '../../assess/lots/reckonAccounts.js';
import type { LotMethod } from '../../assess/lots/reckonLots.js';
import type { InstrumentId } from '../../model/instrument.js';
import { type Id, shortId } from '../../model/order.js';
import { fromFloat, toFloat, type UnixMillis } from '../../model/units.js';
import type { Ledger } from '../ledger.js';
import { adoptedChanges } from './adoptedChanges.js';
import { accountFills, type BookedFill } from './bookedFills.js';
import { type ExpiryTold, expiryOf } from './expiries.js';
import { lotEvents } from './lotEvents.js';
import { createMarkNear } from './tca/markNear.js';

export interface LotsWanted {
  account: Address;
  chainId: number;
  /** Done before then. */
  until: UnixMillis;
}

/** Lots of everything that an account has traded, been given or given away, as far back as the ledger goes. */
export interface RecordedLots {
  /** By name. */
  byInstrument: ReadonlyMap<InstrumentId, AccountLots>;
  /** All that was done to the account, in that order. */
  fills: readonly BookedFill[];
  /** Those of `fills` that are in lots. */
  inLots: ReadonlySet<Id>;
  /** What cannot be told, or only nearly, in sentences. */
  gaps: readonly string[];
}

/** By each of several methods, which have the same events and gaps. */
export async function recordedLots<Method extends LotMethod>(
  ledger: Ledger,
  { account, chainId, until }: LotsWanted,
  methods: readonly Method[],
): Promise<Map<Method, RecordedLots>> {
  const fills = await accountFills(ledger, { account, chainId, until });
  const adopted = await adoptedChanges(ledger, { account, chainId, until });
  const events = await lotEvents(ledger, { account, chainId, until }, fills, adopted);
  const key = account.toLowerCase();
  const ends = new Map<InstrumentId, ExpiryTold>();
  const gaps = new Set<string>();
  const marked = new Map<InstrumentId, LotEvent[]>();
  for (const [instrument, all] of [...events].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const first = all[0];
    const since = first?.kind === 'trade' ? first.fill.at : first?.at;
    if (since !== undefined) ends.set(instrument, await expiryOf(ledger, { chainId, instrument, since, until }));
    marked.set(instrument, await withMarks(ledger, { chainId, instrument }, all));
  }
  const found = new Map<Method, RecordedLots>();
  for (const method of methods) {
    const byInstrument = new Map<InstrumentId, AccountLots>();
    for (const [instrument, all] of marked) {
      const { expiry = null, gap = null } = ends.get(instrument) ?? {};
      const own = reckonAccounts(all, method, (held) =>
        expiry === null ? null : expiryFill(expiry.option, held, expiry.settledAt),
      ).get(key);
      if (!own) continue;
      byInstrument.set(instrument, own);
      const isConcerned = own.lots.length > 0 || own.entries.some(({ id }) => id === `${instrument} expired`);
      if (gap !== null && isConcerned) gaps.add(gap);
      for (const { id, quantity, mark } of own.unknown) {
        const isByHand = adopted.some(({ booked }) => booked.id === id);
        const how = isByHand ? `by hand (break ${shortId(id)})` : `with ${shortId(id)} beyond any lot of who gave it`;
        const what = `${toFloat(quantity)} of ${instrument} came ${how}`;
        gaps.add(
          mark === null ? `${what}: no mark tells what it was worth, and it is in no lot` : `${what}: at its mark`,
        );
      }
    }
    const inLots = new Set([...byInstrument.values()].flatMap(({ entries }) => entries.map(({ id }) => id)));
    found.set(method, { byInstrument, fills, inLots, gaps: [] });
  }
  return new Map([...found].map(([method, one]) => [method, { ...one, gaps: [...gaps] }]));
}

/** Only where somebody has given what is in no lot of theirs: to look for marks is dear. */
async function withMarks(
  ledger: Ledger,
  { chainId, instrument }: { chainId: number; instrument: InstrumentId },
  events: readonly LotEvent[],
): Promise<LotEvent[]> {
  const first = [...reckonAccounts(events, 'FIFO', () => null).values()];
  const wanted = new Set(first.flatMap(({ unknown }) => unknown.map(({ id }) => id)));
  const markNear = createMarkNear(ledger);
  return Promise.all(
    events.map(async (event) => {
      if (event.kind !== 'carry' || !wanted.has(event.id)) return event;
      const mark = await markNear(chainId, instrument, event.at);
      return Number.isFinite(mark) ? { ...event, mark: fromFloat(mark, 'down') } : event;
    }),
  );
}
