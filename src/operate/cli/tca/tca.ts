import { type Grouping, groupsOf, withoutBlocks } from '../../../assess/execution/groups.js';
import { unixMillis } from '../../../model/units.js';
import type { Ledger } from '../../../record/ledger.js';
import { parentsNamed } from '../../../record/queries/parentOrders.js';
import type { RecordedExecution } from '../../../record/queries/tca/recordedExecuted.js';
import { tca } from '../../../record/queries/tca/tca.js';
import { groupOf } from '../../report/groupOf.js';
import { type Hedging, hedgingOf } from '../../report/hedging.js';
import { duration } from '../../words/numbers.js';
import { booksAsked } from '../booksAsked.js';
import type { Answer } from '../output.js';
import { writeDocument } from '../statement/showDocument.js';
import { dim } from '../table.js';
import { csvOf } from './csvOf.js';
import { executionNamed } from './executionNamed.js';
import { executionText } from './executionText.js';
import { jsonOf } from './jsonOf.js';
import { groupsTable, hedgingTables, ordersTable } from './tcaTables.js';

export interface TcaAsked {
  strategy?: string;
  /** How far back, ms. */
  since: number;
  by: Grouping;
  /** One in full. */
  order?: string;
  /** Files to write. */
  csv?: string;
  html?: string;
}

export async function tcaReport(ledger: Ledger, now: number, asked: TcaAsked): Promise<Answer> {
  const { strategy, since, by, order, csv, html } = asked;
  await booksAsked(ledger, strategy);
  const wanted = { ...(strategy ? { strategy } : {}), since: unixMillis(now - since) };
  const found = await tca(ledger, wanted);
  const hedging = order === undefined ? await hedgingOf(ledger, found, wanted) : [];
  const written = [
    ...(csv === undefined ? [] : write(csv, csvOf(found))),
    ...(html === undefined ? [] : write(html, await reportOf(ledger, found, hedging, now, asked))),
  ];
  if (order !== undefined) {
    const one = executionNamed(found, await idOf(ledger, order));
    return { json: jsonOf(one), text: withWritten(executionText(one, now), written) };
  }
  const groups = groupsOf(found, by).map(([name, members]) => groupOf(name, members));
  const all = groupOf('all', withoutBlocks(found));
  const json = { since: now - since, by, orders: found.map(jsonOf), groups, all, hedging };
  if (found.length === 0)
    return { json, text: withWritten(dim(`no trade was asked for in the last ${duration(since)}`), written) };
  const text = [
    ordersTable(found, now),
    groupsTable(by, [...groups, all]),
    dim(footnote),
    ...hedgingTables(hedging),
  ].join('\n\n');
  return { json, text: withWritten(text, written) };
}

/** What a ClOrdID names; anything else as it is. */
async function idOf(ledger: Ledger, name: string): Promise<string> {
  const [one, another] = (await parentsNamed(ledger, name)).filter(({ clOrdId }) => clOrdId === name);
  return one && !another ? one.id : name;
}

function write(file: string, text: string): string[] {
  writeDocument(file, text);
  return [`written to ${file}`];
}

const withWritten = (text: string, written: readonly string[]): string => [text, ...written].join('\n\n');

/** Drawing is loaded only where something is drawn. */
async function reportOf(
  ledger: Ledger,
  found: readonly RecordedExecution[],
  hedging: readonly Hedging[],
  now: number,
  asked: TcaAsked,
): Promise<string> {
  const { executionReport } = await import('../../report/executionReport.js');
  const shown = asked.order === undefined ? found : [executionNamed(found, await idOf(ledger, asked.order))];
  return executionReport(shown, { now, since: asked.since, strategy: asked.strategy ?? null, hedging });
}

const footnote = [
  'usd, and bps of what was ordered; positive is worse. Shortfall is against the mark when the trade was wanted (Perold 1988), or, with',
  'an *, when it was taken on. - is not known. Mean with its standard error. `--order ID` tells of one order.',
].join('\n');
