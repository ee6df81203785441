import type { ChainWatch, Strategy, Watch } from '../model/strategy.js';
import { elsewhere } from './names.js';

/** The chains of a strategy, the one that its file names first at the head. */
export const chainsOf = (strategy: Strategy): readonly ChainWatch[] => [
  hereOf(strategy),
  ...(strategy.elsewhere ?? []),
];

/**
 * A strategy as its book on one of its chains has it: what is there is called as its venue calls it, and all else is named after its
 * chain. Its rules are those whose means are there. A strategy of one chain is as its file has it.
 * @throws RangeError when it has nothing on that chain
 */
export function strategyOn(strategy: Strategy, chain: string): Strategy {
  if (!strategy.elsewhere) return strategy;
  const all = chainsOf(strategy);
  const here = all.find((one) => one.chain === chain);
  if (!here) throw new RangeError(`${strategy.name} has nothing on ${chain}`);
  const others = all.filter((one) => one !== here);
  const { account, atStake, gas } = here;
  const { limits } = strategy;
  return {
    ...strategy,
    ...{ chain, account, atStake },
    watch: [...here.watch, ...others.flatMap(watchedElsewhere)],
    rules: strategy.rules.filter((rule) => (rule.chain ?? strategy.chain) === chain),
    limits: { ...limits, day: { ...limits.day, gas } },
    elsewhere: others,
    ...(chain === strategy.chain ? {} : { home: strategy.chain }),
  };
}

/** Of these strategies, those that have something on a chain, as their books there have them. */
export const strategiesOn = (strategies: readonly Strategy[], chain: string): Strategy[] =>
  strategies
    .filter((strategy) => chainsOf(strategy).some((one) => one.chain === chain))
    .map((strategy) => strategyOn(strategy, chain));

/** What is watched on other chains, by the names that it has here. */
export const watchedElsewhere = ({ chain, watch }: ChainWatch): Watch[] =>
  watch.map(({ venue, names }) => ({ venue: elsewhere(chain, venue), names }));

/**
 * What the ledger calls the ticks of a book. The portfolio is one, and the book on the strategy's first chain tells of all of it;
 * `@` is in no strategy's name.
 */
export const bookName = ({ name, chain, home }: Pick<Strategy, 'name' | 'chain' | 'home'>): string =>
  home === undefined ? name : `${name}@${chain}`;

/** The strategy that a book is of, by the name that the ledger gives the book (`bookName`). */
export const strategyOfBook = (book: string): string => book.split('@', 1)[0] ?? book;

const hereOf = ({ chain, account, watch, atStake, limits }: Strategy): ChainWatch => ({
  ...{ chain, account, watch, atStake },
  gas: limits.day.gas,
});
