import { isAddressEqual } from 'viem';
import { chainsOf } from '../../chains/strategyOn.js';
import type { Config } from '../../config/loadConfig.js';
import type { Path, Problem } from '../../config/problem.js';
import { type Order, shortId } from '../../model/order.js';
import type { Strategy } from '../../model/strategy.js';
import type { Ledger } from '../../record/ledger.js';
import { openOrders } from '../../record/queries/openOrders.js';

const restart = 'stop the daemon and start it with this file: a start finds out first what is open';

/**
 * What cannot be changed while a daemon runs: what it is called, where it trades and from which account, whether it does at all, and
 * venues at which something of it is still open.
 */
export async function refusedChanges(
  ledger: Ledger,
  { locate, settings }: Pick<Config, 'locate' | 'settings'>,
  before: Strategy,
  after: Strategy,
): Promise<Problem[]> {
  const problems: Problem[] = [];
  const report = (path: Path, message: string, mend = restart) =>
    problems.push(locate(after.file, path, message, mend));
  if (after.name !== before.name) report(['name'], `\`${before.name}\` cannot be called otherwise while it runs`);
  if (after.mode !== before.mode)
    report(['mode'], `a running strategy cannot go from \`${before.mode}\` to \`${after.mode}\``);
  const [was, is] = [chainsOf(before), chainsOf(after)];
  if (after.chain !== before.chain) report(['chain'], 'a running strategy cannot go to another chain');
  else if (is.map(({ chain }) => chain).join() !== was.map(({ chain }) => chain).join())
    report(['chains'], 'the chains of a running strategy cannot be changed');
  else
    for (const [i, { chain, account }] of is.entries()) {
      const old = was[i];
      if (old && !isAddressEqual(old.account, account))
        report(i === 0 ? ['account'] : ['chains', chain, 'account'], 'a running strategy cannot go to another account');
    }
  if (problems.length > 0) return problems;
  for (const { chain, account, watch } of was) {
    const venues = new Set(is.find((one) => one.chain === chain)?.watch.map(({ venue }) => venue));
    const left = watch.map(({ venue }) => venue).filter((venue) => !venues.has(venue));
    if (left.length === 0) continue;
    const chainId = settings.chains[chain]?.id;
    const open = chainId === undefined ? [] : await openOrders(ledger, { account, chainId, mode: before.mode });
    for (const order of open) if (left.includes(order.terms.venue)) report(['watch'], ...stillOpen(order));
  }
  return problems;
}

const stillOpen = ({ id, terms, status }: Order): [message: string, mend: string] => [
  `order ${shortId(id)} is ${status} on ${terms.venue}, which would not be watched any more`,
  'wait until it is over, or cancel it first',
];
