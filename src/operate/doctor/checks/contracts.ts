import type { DoctorCheck, Finding } from '../check.js';
import { sayCount } from '../say.js';

/** Code at every stated address, venues that answer as such, and accounts that can be read there. */
export const contracts: DoctorCheck = {
  name: 'contracts',
  timeoutMs: 45_000,
  async run(context) {
    const found = await Promise.all(
      context.chains.map(async (chain): Promise<Finding[]> => {
        const { books, problems, error } = await context.opened(chain);
        const stated = problems.map(
          ({ path, message, mend }): Finding => ({ verdict: 'fail', about: path, says: message, mend }),
        );
        if (error !== null) {
          const mend = 'see the endpoints above: nothing else can be told of this chain';
          return [...stated, { verdict: 'fail', about: chain.name, says: `it could not be read: ${error}`, mend }];
        }
        return [...stated, ...books.flatMap((book) => ofBook(book))];
      }),
    );
    return found.flat();
  },
};

type Book = Awaited<ReturnType<Parameters<DoctorCheck['run']>[0]['opened']>>['books'][number];

function ofBook({ strategy, venues, snapshot }: Book): Finding[] {
  const about = `${strategy.name} on ${strategy.chain}`;
  const odd = [...venues.values()].flatMap(({ id, problems = [] }) =>
    problems.map((says): Finding => {
      const mend = `see whether a newer ballast knows this deployment of ${id}; until then it only reduces there`;
      return { verdict: 'warn', about: `${about} ${id}`, says, mend };
    }),
  );
  const unread = snapshot.unread.map(({ venue, error }): Finding => {
    return { verdict: 'fail', about: `${about} ${venue}`, says: error, mend: 'check its addresses in ballast.yaml' };
  });
  if (unread.length > 0) return [...odd, ...unread];
  const held = snapshot.readings.flatMap(({ positions }) => positions.filter(({ quantity }) => quantity !== 0n));
  const margined = snapshot.readings.flatMap(({ marginAccounts }) => marginAccounts);
  const says = `${[...venues.keys()].join(', ')} answer at block ${snapshot.block.number}: ${sayCount(held.length, 'position')}, ${sayCount(margined.length, 'margin account')}`;
  return [...odd, { verdict: 'ok', about, says }];
}
