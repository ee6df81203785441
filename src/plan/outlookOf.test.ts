import { expect, test } from 'vitest';
import type { StandingLimits } from '../model/limits.js';
import { wantsForecast } from './outlookOf.js';
import { toyStrategy, unlimited } from './testing/toyBook.js';
import { toyAccount } from './testing/toyTokens.js';

const bound = { review: null, reject: 1_000 };
const elsewhere = '0x00000000000000000000000000000000000000ff';

test('behavior: a limit that goes by a forecast asks for one, at whichever level it is set for the book', () => {
  const own = (standing: StandingLimits) => wantsForecast(toyStrategy([], { limits: { ...unlimited, standing } }));
  expect([own({}), own({ gross: bound }), own({ valueAtRisk: bound }), own({ runway: bound })]).toEqual([
    ...[false, false, true, true],
  ]);
  const above = (account?: typeof toyAccount) =>
    wantsForecast(
      toyStrategy([], {
        above: [
          {
            level: account ? 'account' : 'global',
            ...(account ? { account } : {}),
            limits: { valueAtRisk: bound },
          },
        ],
      }),
    );
  expect([above(), above(toyAccount), above(elsewhere)]).toEqual([true, true, false]);
});
