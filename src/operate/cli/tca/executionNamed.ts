import { BallastError } from '../../../model/error.js';
import { shortId } from '../../../model/order.js';
import type { RecordedExecution } from '../../../record/queries/tca/recordedExecuted.js';

/** An order by its id or the beginning of one, or the id of a part of it. @throws BallastError where none or several are meant */
export function executionNamed(found: readonly RecordedExecution[], name: string): RecordedExecution {
  const beginning = name.trim().toLowerCase();
  const isMeant = (id: string) => beginning !== '' && id.startsWith(beginning);
  const own = found.filter(({ order }) => isMeant(order.id));
  const meant = own.length > 0 ? own : found.filter(({ order }) => order.trades.some(({ child }) => isMeant(child)));
  const [one] = meant;
  if (one && meant.length === 1) return one;
  if (!one) {
    throw new BallastError(`no trade that was asked for in that time has the id \`${name}\``, {
      mend: 'look further back with --since, or find its id with `ballast orders`',
    });
  }
  throw new BallastError(`\`${name}\` is the beginning of ${meant.length} ids`, {
    facts: meant.slice(0, 5).map(({ order }) => shortId(order.id)),
    mend: 'say more of it',
  });
}
