import { isAddressEqual } from 'viem';
import { chainsOf } from '../../../chains/strategyOn.js';
import { gasOfRescue, rescuesFor, sayEther, sayRescues } from '../../../plan/gasOfRescue.js';
import { shortAddress } from '../../words/shortAddress.js';
import type { DoctorCheck, DoctorContext, Finding } from '../check.js';
import type { OpenedChain } from '../openedChain.js';

type Book = OpenedChain['books'][number];

/** Gas token for so many rescues at twice today's price; what GMX's keepers are paid in advance is counted. */
export const gas: DoctorCheck = {
  name: 'gas',
  timeoutMs: 45_000,
  async run(context) {
    const found: Finding[] = [];
    for (const chain of context.chains) {
      const { books } = await context.opened(chain);
      const seen = new Set<string>();
      for (const book of books) {
        const { account } = book.strategy;
        if (seen.has(account)) continue;
        seen.add(account);
        found.push(ofAccount(context, book, chain.gasToken));
      }
    }
    return found;
  },
};

function ofAccount({ config, rescues }: DoctorContext, book: Book, gasToken: string): Finding {
  const { strategy, snapshot, venues } = book;
  const rescue = gasOfRescue(venues, snapshot);
  const balance = snapshot.nativeBalance;
  const sums = sayRescues(balance, rescue, gasToken);
  const about = `${shortAddress(strategy.account)} on ${strategy.chain}`;
  if (rescuesFor(balance, rescue) >= BigInt(rescues)) return { verdict: 'ok', about, says: sums };
  const isLive = config.strategies.some(
    (one) => one.mode === 'live' && chainsOf(one).some(({ account }) => isAddressEqual(account, strategy.account)),
  );
  const wanted = rescue.each * BigInt(rescues);
  const mend = `send ${sayEther(wanted - balance)} ${gasToken} for ${rescues} of them`;
  return { verdict: isLive ? 'fail' : 'warn', about, says: `${sums}; wanted are ${rescues}`, mend };
}
