import { beforeAll, expect, test } from 'vitest';
import { useGmxLab } from '../../../../test/gmxLab.js';
import { expectHarmless } from './testing/executeOnAnvil.js';
import { acceptedOf } from './testing/fuzz.js';
import type { HostileBook } from './testing/hostile.js';
import { gmxBook } from './testing/labBooks.js';

const lab = useGmxLab();

let book: HostileBook;
beforeAll(async () => {
  book = await gmxBook(lab());
});

test('invariant: nothing that is accepted names a stranger', { timeout: 180_000 }, () => {
  const accepted = acceptedOf(book, 3_000);
  expect(accepted.length).toBeGreaterThan(100);
});

test('invariant: what is accepted takes nothing to a stranger when it is mined', { timeout: 180_000 }, async () => {
  book = await gmxBook(lab());
  const accepted = acceptedOf(book, 500).slice(0, 60);
  const through = await expectHarmless(
    lab(),
    book,
    accepted.map(({ call }) => call),
    Object.values(lab().contracts),
  );
  expect(through).toBeGreaterThan(5);
});
