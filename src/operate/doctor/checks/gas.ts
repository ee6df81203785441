import { isAddressEqual } from 'viem';
import { chainsOf } from '../../../chains/strategyOn.js';
import { marginAccountsOf } from '../../../model/snapshot.js';
import { bps } from '../../../model/units.js';
import type { DoctorCheck, DoctorContext, Finding } from '../check.js';
import type { OpenedChain } from '../openedChain.js';

type Book = OpenedChain['books'][number];

/** A top-up: an approval and a deposit, on the high side. */
const gasOfATopUp = 400_000n;
/** What is signed allows twice the base fee; a rescue is wanted when everybody wants one. */
const dearer = 2n;

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
  const { strategy, snapshot } = book;
  const { gas: units, keeper } = dearestRescue(book);
  const price = snapshot.block.baseFee * dearer;
  const each = units * price + keeper;
  const balance = snapshot.nativeBalance;
  const enough = each > 0n ? balance / each : 1_000_000n;
  const sums = `${eth(balance)} ${gasToken}: ${sayTimes(enough)} at ${gwei(price)} gwei, ${units} gas each${keeper > 0n ? ` and ${eth(keeper)} ${gasToken} to keepers` : ''}`;
  const about = `${strategy.account.slice(0, 6)}…${strategy.account.slice(-4)} on ${strategy.chain}`;
  if (enough >= BigInt(rescues)) return { verdict: 'ok', about, says: sums };
  const isLive = config.strategies.some(
    (one) => one.mode === 'live' && chainsOf(one).some(({ account }) => isAddressEqual(account, strategy.account)),
  );
  const wanted = each * BigInt(rescues);
  const mend = `send ${eth(wanted - balance)} ${gasToken} for ${rescues} of them`;
  return { verdict: isLive ? 'fail' : 'warn', about, says: `${sums}; wanted are ${rescues}`, mend };
}

/** The dearest of what each margin account may need now: becoming smaller, by the venue's own figures, or a top-up. */
function dearestRescue({ venues, snapshot }: Book): { gas: bigint; keeper: bigint } {
  const each = marginAccountsOf(snapshot).flatMap((account) => {
    const venue = venues.get(account.venue);
    const reading = snapshot.readings.find((one) => one.venue === account.venue);
    if (!venue || !reading || account.notional === 0n) return [];
    const terms = venue.reductionFor(reading, account, account.health * 1.2, bps(100));
    if (!terms) return [];
    const estimate = venue.estimate(reading, terms);
    return [{ gas: estimate.gas ?? gasOfATopUp, keeper: estimate.keeper ?? 0n }];
  });
  return {
    gas: largest([gasOfATopUp, ...each.map((one) => one.gas)]),
    keeper: largest([0n, ...each.map((one) => one.keeper)]),
  };
}

const largest = (values: readonly bigint[]): bigint => values.toSorted((a, b) => (a < b ? 1 : -1))[0] ?? 0n;

const sayTimes = (count: bigint): string =>
  count > 1_000n ? 'more than 1000 rescues' : count === 1n ? '1 rescue' : `${count} rescues`;

/** Wei as ether, to four significant digits. */
const eth = (wei: bigint): string => String(Number((Number(wei) / 1e18).toPrecision(4)));
const gwei = (wei: bigint): string => String(Number((Number(wei) / 1e9).toPrecision(3)));
