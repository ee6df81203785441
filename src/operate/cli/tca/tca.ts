import { type Grouping, groupsOf, withoutBlocks } from '../../../assess/execution/groups.js';
import { type Quality, qualityOf } from '../../../assess/execution/qualityOf.js';
import { unixMillis } from '../../../model/units.js';
import { accuracyOf, type CostAccuracy } from '../../../plan/cost/compareCosts.js';
import type { Ledger } from '../../../record/ledger.js';
import type { RecordedExecution } from '../../../record/queries/tca/recordedExecuted.js';
import { tca } from '../../../record/queries/tca/tca.js';
import { booksAsked } from '../booksAsked.js';
import { duration } from '../numbers.js';
import type { Answer } from '../output.js';
import { dim } from '../table.js';
import { executionNamed } from './executionNamed.js';
import { executionText } from './executionText.js';
import { jsonOf } from './jsonOf.js';
import { groupsTable, ordersTable } from './tcaTables.js';

export interface TcaAsked {
  strategy?: string;
  /** How far back, ms. */
  since: number;
  by: Grouping;
  /** One in full. */
  order?: string;
}

/** Orders that were taken together. */
export interface Group {
  name: string;
  quality: Quality;
  /** Of what was foretold. */
  accuracy: CostAccuracy;
}

export async function tcaReport(ledger: Ledger, now: number, asked: TcaAsked): Promise<Answer> {
  const { strategy, since, by, order } = asked;
  await booksAsked(ledger, strategy);
  const found = await tca(ledger, { ...(strategy ? { strategy } : {}), since: unixMillis(now - since) });
  if (order !== undefined) {
    const one = executionNamed(found, order);
    return { json: jsonOf(one), text: executionText(one, now) };
  }
  const groups = groupsOf(found, by).map(([name, members]) => groupOf(name, members));
  const all = groupOf('all', withoutBlocks(found));
  const json = { since: now - since, by, orders: found.map(jsonOf), groups, all };
  if (found.length === 0) return { json, text: dim(`no trade was asked for in the last ${duration(since)}`) };
  return { json, text: [ordersTable(found, now), groupsTable(by, [...groups, all]), dim(footnote)].join('\n\n') };
}

const footnote = [
  'usd, and bps of what was ordered; positive is worse. Shortfall is against the mark when the trade was wanted (Perold 1988), or, with',
  'an *, when it was taken on. - is not known. Mean with its standard error. `--order ID` tells of one order.',
].join('\n');

function groupOf(name: string, executions: readonly RecordedExecution[]): Group {
  const accuracy = accuracyOf(executions.flatMap(({ order }) => order.comparisons));
  return { name, quality: qualityOf(executions), accuracy };
}
