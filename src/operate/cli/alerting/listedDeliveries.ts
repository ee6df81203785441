import { shortId } from '../../../model/order.js';
import type { Ledger } from '../../../record/ledger.js';
import { alertsById } from '../../../record/queries/alerts.js';
import { listDeliveries } from '../../../record/queries/alertTelling.js';
import { clock } from '../../words/numbers.js';
import type { Answer } from '../output.js';
import { dim, green, red, table, yellow } from '../table.js';

/** What was told to whom, the newest first. */
export async function listedDeliveries(
  ledger: Ledger,
  now: number,
  { limit, sink }: { limit: number; sink?: string },
): Promise<Answer> {
  const found = await listDeliveries(ledger, limit, sink);
  const alerts = await alertsById(ledger, [...new Set(found.map(({ alert }) => alert))]);
  const rows = found.map((one) => ({ ...one, code: alerts.get(one.alert)?.code ?? null }));
  const paint = { Sent: green, Sending: dim, Failed: yellow, GivenUp: red };
  const text =
    rows.length === 0
      ? 'nothing was told to anybody yet'
      : table(rows, [
          { title: 'tried', cell: (row) => clock(row.triedAt, now) },
          { title: 'to', cell: (row) => row.sink },
          { title: 'what', cell: (row) => row.kind },
          { title: 'alert', cell: (row) => `${row.code ?? '?'} ${dim(shortId(row.alert))}` },
          { title: 'stands', cell: (row) => paint[row.state](row.state) },
          { title: 'tries', align: 'right', cell: (row) => String(row.attempts) },
          { title: 'answer', cell: (row) => row.answer.slice(0, 80) },
        ]);
  return { json: { deliveries: rows }, text };
}
