import type { Address } from 'viem';
import { beforeAll, describe, expect, test } from 'vitest';
import { useLab } from '../../../../test/lab.js';
import type { Lab } from '../../../lab/lab.js';
import { wei } from '../../../model/units.js';
import { expectHarmless } from './testing/executeOnAnvil.js';
import { acceptedOf } from './testing/fuzz.js';
import type { HostileBook } from './testing/hostile.js';
import { lyraBook, perpBook } from './testing/labBooks.js';

const lab = useLab();

const addresses = (contracts: Readonly<Record<string, unknown>>): Address[] =>
  Object.values(contracts).flatMap((one) =>
    typeof one === 'object' && one !== null && 'address' in one ? [one.address as Address] : [],
  );

describe.each([
  ['perp-v2', perpBook, (found: Lab) => addresses(found.contracts.perp)],
  ['lyra', lyraBook, (found: Lab) => addresses(found.contracts.lyra)],
] as const)('%s', (_, open, contracts) => {
  let book: HostileBook;
  beforeAll(async () => {
    book = await open(lab());
  });

  test('invariant: nothing that is accepted names a stranger', { timeout: 120_000 }, () => {
    const accepted = acceptedOf(book, 5_000);
    expect(accepted.length).toBeGreaterThan(100);
  });

  test('behavior: a venue that takes its own contracts’ word for anything is found out', () => {
    const { account, venue } = book;
    const harmless = { does: '', recipients: [account], pays: [], value: wei(0n), notional: 0, lowersRisk: true };
    const decodeCall: typeof venue.decodeCall = ({ value }) => [{ ...harmless, value }];
    expect(() => acceptedOf({ ...book, venue: { ...venue, decodeCall } }, 5_000)).toThrow();
  });

  test('invariant: what is accepted takes nothing to a stranger when it is mined', { timeout: 120_000 }, async () => {
    book = await open(lab());
    const accepted = acceptedOf(book, 500).slice(0, 60);
    const through = await expectHarmless(
      lab(),
      book,
      accepted.map(({ call }) => call),
      contracts(lab()),
    );
    expect(through).toBeGreaterThan(5);
  });
});
