import type { Alarms } from '../model/alert.js';
import { type Id, shortId } from '../model/order.js';
import { blockRule, stuck } from '../plan/blocks/sendTransfer.js';
import type { Ledger } from '../record/ledger.js';
import { openAlerts } from '../record/queries/alerts.js';
import { blocksNamed } from '../record/queries/blocks.js';
import type { Draft } from './decide.js';

type Planned = Pick<Draft, 'plan' | 'context'>;

/**
 * Tells of blocks that do not get on. The alert is open from when a plan refuses something for a block, or says that it is stuck, until
 * no plan says so any more, or the block is over.
 */
export function createBlockWatch({ ledger, alarms }: { ledger: Ledger; alarms: Alarms }) {
  /** Of which an alert is open; null until the ledger was asked what an earlier run has left. */
  let told: Set<Id> | null = null;

  return async (planned: readonly Planned[]): Promise<void> => {
    told ??= new Set(
      (await openAlerts(ledger)).flatMap(({ code, subject }) => (code === 'BLOCK_STUCK' ? subject : [])),
    );
    const known = new Map<Id, string[]>();
    for (const { plan, context } of planned) {
      for (const block of context.desk?.blocks ?? []) {
        const own = plan.decisions.filter(({ rule }) => rule === blockRule(block));
        known.set(block.id, [...(known.get(block.id) ?? []), ...own.flatMap(reasonsIn)]);
      }
    }
    for (const [id, [why]] of known) {
      if (why === undefined) continue;
      told.add(id);
      await alarms.raise({ code: 'BLOCK_STUCK', subject: id, text: `block ${shortId(id)}: ${why}` });
    }
    for (const id of told) {
      const isKnown = known.has(id);
      if (isKnown ? (known.get(id) ?? []).length > 0 : await isOpenElsewhere(ledger, id)) continue;
      told.delete(id);
      await alarms.resolve({ code: 'BLOCK_STUCK', subject: id });
    }
  };
}

/** Books of another chain are planned by themselves. */
async function isOpenElsewhere(ledger: Ledger, id: Id): Promise<boolean> {
  const [block] = await blocksNamed(ledger, id);
  return block !== undefined && block.status !== 'Allocated' && block.status !== 'Canceled';
}

function reasonsIn({ verdict, not }: Draft['plan']['decisions'][number]): string[] {
  const said = not.filter((sentence) => sentence.startsWith(stuck)).map((sentence) => sentence.slice(stuck.length));
  return verdict === 'refused' ? [not.join('; ')] : said;
}
