import type { RecordedExecution } from '../../../record/queries/tca/recordedExecuted.js';
import type { Group } from '../../report/groupOf.js';
import { type Hedging, hedgingColumns, hedgingTitle } from '../../report/hedging.js';
import { groupColumns, orderColumns } from '../../report/orderColumns.js';
import { dim, table } from '../table.js';

/** How well each order was done, a line each. */
export const ordersTable = (found: readonly RecordedExecution[], now: number): string =>
  table(found, orderColumns(found, now));

/** The last one is all. */
export const groupsTable = (by: string, groups: readonly Group[]): string => table(groups, groupColumns(by));

/** Each hedge rule beside naive ones, a titled table each. */
export const hedgingTables = (all: readonly Hedging[]): string[] =>
  all.map((one) => `${dim(hedgingTitle(one))}\n${table(one.outcomes, hedgingColumns(one))}`);
