import type { UnixMillis } from '../../model/units.js';
import type { Ledger, Work } from '../../record/ledger.js';
import { venueOrdersTouchedBy } from '../../record/queries/venueOrders.js';
import type { JournalledAttempt } from '../../record/statements/attempts.js';
import { updateOrder, voidFillsOfVenueOrder } from '../../record/statements/orders.js';
import { deleteVenueOrder, updateVenueOrder } from '../../record/statements/venueOrders.js';
import { reopened } from './judgeVenueOrder.js';

/**
 * What to write when the block of an attempt was reorganised away: what it put into a venue's book was never there, and
 * what it took over goes back to whose it was.
 */
export async function undoRequest(ledger: Ledger, attempt: JournalledAttempt, at: UnixMillis): Promise<Work> {
  const rows = await venueOrdersTouchedBy(ledger, attempt);
  return rows.map((row): Work => {
    if (row.attempt === attempt.id) return deleteVenueOrder(row);
    const index = row.handovers.findIndex((one) => one.attempt === attempt.id);
    const from = row.handovers[index]?.from;
    if (!from) return [];
    const back = { order: from, handovers: row.handovers.slice(0, index), seenTo: row.createdBlock };
    return [
      updateVenueOrder(row, { ...reopened, ...back }, at),
      voidFillsOfVenueOrder(row.attempt, row.id),
      updateOrder(from, { status: 'New', text: 'what replaced it was reorganised away', at }),
    ];
  });
}
