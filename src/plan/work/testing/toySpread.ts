import type { WorkedParent } from '../../../model/desk.js';
import type { OrderList, ParentTerms } from '../../../model/parentOrder.js';
import { milliseconds, toFloat, unixMillis } from '../../../model/units.js';
import { units, unlimited } from '../../testing/toyBook.js';
import { type ToyState, toyState } from '../../testing/toyPerp.js';
import { createToyDesk, type Outcome, type ToyDesk } from './toyDesk.js';
import { start, toyParent } from './toyParent.js';

// Two legs of one trade at the toy venue: 10 ETH bought against 1 BTC sold, worked in slices. For tests of legs.

export const minute = 60_000;
const marks = { ETH: units(2_000), BTC: units(30_000) };
export const rich = (change: Partial<ToyState> = {}) =>
  toyState({ marks, indexes: marks, accounts: { cross: { cash: units(1_000_000), quantities: {} } }, ...change });
export const legs = (change: Partial<OrderList> = {}): OrderList => ({
  ...{ id: 'spread', kind: 'legs', count: 2, imbalance: 0.1, onFailure: 'unwind', author: 'ann' },
  ...{ createdAt: unixMillis(start), ...change },
});
const twap = { kind: 'twap', over: milliseconds(10 * minute), slices: 5, jitter: 0 } as const;
export const leg = (name: string, terms: Partial<ParentTerms>, change: Partial<WorkedParent> = {}): WorkedParent =>
  toyParent({ algorithm: twap, ...terms }, { id: name, clOrdId: name, list: 'spread', ...change });
export const eth = (terms: Partial<ParentTerms> = {}) => leg('eth', { quantity: units(10), ...terms });
export const btc = (terms: Partial<ParentTerms> = {}) =>
  leg('btc', { instrument: 'toy BTC', position: 'toy cross/BTC', side: 'Sell', quantity: units(1), ...terms });
interface Setup {
  parents?: readonly WorkedParent[];
  list?: Partial<OrderList>;
  state?: Partial<ToyState>;
  limits?: typeof unlimited;
}
export const spread = ({ parents = [eth(), btc()], list = {}, state = {}, limits = unlimited }: Setup = {}): ToyDesk =>
  createToyDesk(parents, rich(state), { limits, watch: [{ venue: 'toy', names: ['ETH', 'BTC'] }] }, [legs(list)]);
export const statuses = (one: ToyDesk) => one.parents.map(({ state }) => state.status);
export const done = (one: ToyDesk) => one.parents.map(({ state }) => toFloat(state.cumQty) / toFloat(state.quantity));
export const held = (one: ToyDesk) => one.legs[0]?.status;
export const apart = (one: ToyDesk) => one.legs[0]?.apart.replace(/^.*spread: /, '');
export const run = (one: ToyDesk, ticks: number, after = minute, outcome?: (child: { terms: unknown }) => Outcome) => {
  for (let i = 0; i < ticks; i++) one.tick(after, outcome);
};
export const position = (one: ToyDesk, underlying: string) =>
  toFloat(one.state.accounts['cross']?.quantities[underlying] ?? units(0));
