import { parseShare } from '../../config/quantities.js';
import { ballast } from '../../model/author.js';
import type { ParentEvent } from '../../model/parentEvent.js';
import { divide, fromFloat, WAD, wad } from '../../model/units.js';
import type { Ledger } from '../../record/ledger.js';
import { legsStanding } from '../../record/queries/legsStates.js';
import { listsById, parentOrders, type RecordedParent } from '../../record/queries/parentOrders.js';
import { askChanges, type Changing, refuseEnded } from './askChange.js';
import { OrderError } from './orderError.js';

/** The open legs of the trade that an order is one of; only itself where it is none. */
export async function legsWith(ledger: Ledger, order: RecordedParent): Promise<RecordedParent[]> {
  if (order.list === null || order.author === ballast || !(await legsStanding(ledger, order.list))) return [order];
  const open = await parentOrders(ledger, { list: order.list, strategy: order.strategy, open: true });
  const others = open.filter(({ id, author, state }) => id !== order.id && author !== ballast && !state.isCanceling);
  return [order, ...others.reverse()];
}

/**
 * Asks for all legs of a trade to be larger or smaller by the same share, sizes rounded down.
 * @param scale as people write it: `50%`, `150%`
 * @throws OrderError with what is wrong
 */
export async function scaleLegs(
  ledger: Ledger,
  list: string,
  scale: string,
  changing: Changing,
): Promise<RecordedParent[]> {
  const refuse = (message: string, mend: string) => new OrderError(`list ${list}`, [{ field: null, message, mend }]);
  const share = parseShare(scale);
  if (!('value' in share)) throw refuse(`--scale: ${share.message}`, share.mend);
  if (!(share.value > 0))
    throw refuse('--scale: it is not above 0', 'for example 50%; to end it: `ballast order cancel`');
  const [known] = await listsById(ledger, [list]);
  if (known?.kind !== 'legs')
    throw refuse('there are no legs of that name', '`ballast orders --list` shows what there is');
  const legs = (await parentOrders(ledger, { list })).filter(({ author }) => author !== ballast).reverse();
  for (const leg of legs) refuseEnded(leg, 'change');
  const by = fromFloat(share.value, 'down');
  const eventOf = ({ state }: RecordedParent): ParentEvent => ({
    kind: 'requestReplace',
    change: { quantity: wad(divide(state.quantity * by, WAD, 'down')) },
  });
  return askChanges(ledger, { verb: 'amend', orders: legs, eventOf }, changing);
}
