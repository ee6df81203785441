import { expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../../../model/units.js';
import { elementsOf } from '../../plot/testing/elementsOf.js';
import type { BookRiskView } from '../../views/bookRisk.js';
import { readRisk } from '../../views/risk.js';
import { keptAt, keptLedger } from '../../views/testing/keptLedger.js';
import { cat, telegramDesk } from '../testing/telegramDesk.js';
import { drawPng } from './drawPng.js';
import { riskCard } from './riskCard.js';

/** Width and height of a PNG, in pixels. */
const sizeOf = (png: Uint8Array) => {
  const bytes = Buffer.from(png);
  return {
    isPng: bytes.subarray(1, 4).toString() === 'PNG',
    width: bytes.readUInt32BE(16),
    height: bytes.readUInt32BE(20),
  };
};

async function keptBook(): Promise<BookRiskView> {
  const { book } = await readRisk(await keptLedger(), unixMillis(keptAt + 3_000), {});
  if (!book) throw new Error('no book');
  return book;
}

test('default: a book’s risk is one card, which is a picture', async () => {
  const book = await keptBook();
  const svg = riskCard(book, keptAt + 3_000);
  const png = await drawPng(svg);
  expect(sizeOf(png)).toMatchObject({ isPng: true, width: 760 });
  expect(png.length).toBeLessThan(200_000);
  const said = elementsOf(svg);
  expect(JSON.stringify(said)).toContain('perp-v2 cross');
});

test('behavior: what is not known, what is old, and what others have named are shown for what they are', async () => {
  const book = await keptBook();
  const awkward = '<script>&"\u202e]]>'.repeat(20);
  const bare: BookRiskView = {
    ...book,
    ...{ strategy: awkward, equityUsd: null, runwayHours: null, touchProbability: null, valueAtRisk99Usd: null },
    ...{ payoffs: [], underlyings: [], sampledAt: keptAt - 3_600_000 },
    accounts: book.accounts.map((account) => ({ ...account, marginAccount: awkward, health: null })),
  };
  const svg = riskCard(bare, keptAt);
  expect(svg).not.toContain('<script');
  expect(svg).toContain('–');
  expect(svg).toContain('1 h old');
  expect(sizeOf(await drawPng(svg)).isPng).toBe(true);
});

test('behavior: it is sent as a photo, and a book that is not known is told', async () => {
  const desk = await telegramDesk(onTestFinished, { ledger: await keptLedger() });
  desk.telegram.hear(cat, '/risk');
  const { body, file } = await desk.telegram.next('sendPhoto');
  expect(body).toMatchObject({ chat_id: String(cat), caption: '<b>eth-book</b>', parse_mode: 'HTML' });
  expect(sizeOf(file ?? new Uint8Array())).toMatchObject({ isPng: true, width: 760 });
  expect(await desk.say(cat, '/risk btc-book')).toBe('no risk is known of btc-book: there are: eth-book');
});
