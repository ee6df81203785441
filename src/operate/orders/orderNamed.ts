import { BallastError } from '../../model/error.js';
import { shortId } from '../../model/order.js';
import type { Ledger } from '../../record/ledger.js';
import { findById } from '../../record/queries/findById.js';
import { parentsNamed, type RecordedParent } from '../../record/queries/parentOrders.js';

/** No order is called so, or several are. */
export class OrderNotFound extends BallastError {
  override name = 'OrderNotFound';
}

/** The one order that an id, the beginning of one, or a ClOrdID means. @throws OrderNotFound */
export async function orderNamed(ledger: Ledger, name: string): Promise<RecordedParent> {
  const [only, ...others] = await parentsNamed(ledger, name.trim());
  if (!only) {
    const short = /^[0-9a-f-]{0,3}$/i.test(name.trim());
    const [order] = (await findById(ledger, name.trim())).filter(({ kind }) => kind === 'order');
    if (order) {
      const mend = `\`ballast why ${shortId(order.id)}\` tells its story`;
      throw new OrderNotFound(
        `${shortId(order.id)} is a part of an order, or of a rule: nobody has asked for it by itself`,
        { mend },
      );
    }
    const mend = short ? 'give at least four characters of an id' : '`ballast orders` lists what there is';
    throw new OrderNotFound(`there is no order \`${name.slice(0, 64)}\``, { mend });
  }
  if (others.length === 0) return only;
  throw new OrderNotFound(`${others.length + 1} orders are called \`${name.slice(0, 64)}\``, {
    facts: [only, ...others].map(({ id, clOrdId, strategy }) => `${shortId(id)}  ${clOrdId}  of ${strategy}`),
    mend: 'give the id, or more of it',
  });
}
