import type { Alarms } from '../model/alert.js';
import { unpaid } from '../model/block.js';
import type { BlockState } from '../model/desk.js';
import { type Id, shortId } from '../model/order.js';
import { type UnixMillis, unixMillis } from '../model/units.js';
import { blockRule, stuck } from '../plan/blocks/sendTransfer.js';
import { lastHeard, quietFor } from '../plan/blocks/silence.js';
import type { Ledger } from '../record/ledger.js';
import { openAlerts } from '../record/queries/alerts.js';
import { blocksNamed, listBlocks, type RecordedBlock, wholeBlocks } from '../record/queries/blocks.js';
import type { Draft } from './decide.js';

type Planned = Pick<Draft, 'plan' | 'context'>;

/** What plans of one tick know and say of a block. */
interface Known {
  state: BlockState;
  reasons: readonly string[];
  now: UnixMillis;
}

/**
 * Tells of blocks that do not get on. The alert is open from when a plan refuses something for a block, says that it is stuck, or
 * nothing is heard of it for long, until that is no more so, or the block is over; and where one has ended with money owed, until a
 * person says that it was paid.
 */
export function createBlockWatch({ ledger, alarms }: { ledger: Ledger; alarms: Alarms }) {
  /** Of which an alert is open; null until the ledger was asked what an earlier run has left. */
  let told: Set<Id> | null = null;
  /** When the ledger has to be asked again whether a block is silent: not before as much time has passed since it was not. */
  const heard = new Map<Id, UnixMillis>();

  /** A book that only sends and receives knows little of a block: where it seems silent, the whole of it is looked at. */
  async function whySilent({ state, now }: Known): Promise<string | null> {
    const quiet = quietFor(state);
    if (quiet === null || now - Math.max(lastHeard(state), heard.get(state.id) ?? 0) < quiet) return null;
    const [recorded] = await blocksNamed(ledger, state.id);
    const [whole] = recorded ? await wholeBlocks(ledger, [recorded]) : [];
    if (!recorded || !whole) return null;
    const last = unixMillis(Math.max(lastHeard(whole), recorded.updatedAt));
    if (now - last >= quiet)
      return `nothing was heard of it for ${Math.round(quiet / 60_000)} minutes while it is ${recorded.status}: see whether the keepers of all its books run`;
    heard.set(state.id, last);
    return null;
  }

  const raise = async (id: Id, why: string): Promise<void> => {
    told?.add(id);
    await alarms.raise({ code: 'BLOCK_STUCK', subject: id, text: `block ${shortId(id)}: ${why}` });
  };

  async function begin(): Promise<Set<Id>> {
    const open = (await openAlerts(ledger)).flatMap(({ code, subject }) => (code === 'BLOCK_STUCK' ? subject : []));
    const owing = (await listBlocks(ledger, { status: ['Allocated'], limit: 200 })).filter(owesMoney);
    return new Set([...open, ...owing.map(({ id }) => id)]);
  }

  return async (planned: readonly Planned[]): Promise<void> => {
    told ??= await begin();
    const known = knownOf(planned);
    for (const [id, one] of known) {
      const why = one.reasons[0] ?? (await whySilent(one));
      if (why !== null) await raise(id, why);
      else if (told.delete(id)) await alarms.resolve({ code: 'BLOCK_STUCK', subject: id });
    }
    for (const id of endedUnpaid(planned)) told.add(id);
    for (const id of [...told].filter((one) => !known.has(one) || endedUnpaid(planned).includes(one))) {
      const [block] = await blocksNamed(ledger, id);
      // Books of another chain are planned by themselves.
      if (block && owesMoney(block)) await raise(id, block.text);
      else if (!block || isOver(block)) {
        told.delete(id);
        heard.delete(id);
        await alarms.resolve({ code: 'BLOCK_STUCK', subject: id });
      }
    }
  };
}

const owesMoney = ({ text }: RecordedBlock): boolean => text.startsWith(unpaid);
const isOver = ({ status }: RecordedBlock): boolean => status === 'Allocated' || status === 'Canceled';

function knownOf(planned: readonly Planned[]): Map<Id, Known> {
  const known = new Map<Id, Known>();
  for (const { plan, context } of planned) {
    for (const state of context.desk?.blocks ?? []) {
      const own = plan.decisions.filter(({ rule }) => rule === blockRule(state)).flatMap(reasonsIn);
      const before = known.get(state.id);
      // The book that trades it knows it best.
      const best = before && lastHeard(before.state) > lastHeard(state) ? before.state : state;
      known.set(state.id, { state: best, reasons: [...(before?.reasons ?? []), ...own], now: context.now });
    }
  }
  return known;
}

const endedUnpaid = (planned: readonly Planned[]): Id[] =>
  planned.flatMap(({ plan: { desk = [] } }) =>
    desk.flatMap((event) => (event.kind === 'moveBlock' && event.text.startsWith(unpaid) ? [event.block] : [])),
  );

function reasonsIn({ verdict, not }: Draft['plan']['decisions'][number]): string[] {
  const said = not.filter((sentence) => sentence.startsWith(stuck)).map((sentence) => sentence.slice(stuck.length));
  return verdict === 'refused' ? [not.join('; ')] : said;
}
