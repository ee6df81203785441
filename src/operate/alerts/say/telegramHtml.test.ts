import { expect, test } from 'vitest';
import { type AlertCode, alertKinds } from '../../../model/alert.js';
import { sampleAt, samplePlace, sampleTold } from '../testing/sampleMessage.js';
import type { Said } from './said.js';
import { sayDigest } from './sayDigest.js';
import { telegramHtml } from './telegramHtml.js';

/** As long as Telegram finds it, which counts what is shown. */
const shownOf = (html: string): string => html.replace(/<[^>]*>/g, '').replace(/&(?:amp|lt|gt|quot);/g, '&');

/** What is in it closes all that it opens. */
const unclosed = (html: string): number =>
  [...html.matchAll(/<(\/?)\w+[^>]*>/g)].reduce((open, [, close]) => open + (close ? -1 : 1), 0);

const codes = Object.keys(alertKinds) as AlertCode[];
const digestOf = (length: number, sign = 's'): Said =>
  sayDigest(
    Array.from({ length: 40 }, (_, i) => {
      const code = codes[i % codes.length] ?? 'POSITION_BREAK';
      return sampleTold({
        code,
        severity: alertKinds[code].severity,
        subject: sign.repeat(length),
        text: 'x<&">'.repeat(40),
      });
    }),
    samplePlace,
    sampleAt,
  );

test.each([20, 60, 120])(
  'invariant: a digest of many is what Telegram takes, the gravest first: subjects of %i',
  (length) => {
    for (const sign of ['s', '&', '😀']) {
      const said = digestOf(length, sign);
      const html = telegramHtml(said);
      expect(shownOf(html).length).toBeLessThanOrEqual(4_000);
      expect(unclosed(html)).toBe(0);
      const shown = html.split('\n').filter((line) => line.startsWith('<code>'));
      const left = Number(/… and (\d+) more, which have no room here/.exec(html)?.[1] ?? 0);
      expect(shown.length + left).toBe(said.quotes.length);
      expect(shownOf(shown[0] ?? '')).toBe(said.quotes[0]?.replace(/[<>"]/g, '&'));
      expect(html).toContain('<code>ballast alerts --all</code>');
    }
  },
);

test('behavior: one quote that is too long is cut, and so is all of ours, never within a tag or a sign', () => {
  const long = '😀'.repeat(5_000);
  const html = telegramHtml({
    ...{ tone: 'critical', standing: 'CRITICAL', title: long, subject: long, quotes: [long, 'second'], footer: long },
    ...{
      lines: [
        { label: 'ballast', text: `\`${long}\`` },
        { label: 'you', text: long },
      ],
      link: 'https://a.example',
    },
  });
  expect(shownOf(html).length).toBeLessThanOrEqual(4_000);
  expect(unclosed(html)).toBe(0);
  expect(html).not.toMatch(/\p{Cs}/u);
  expect(html).toContain('… and 1 more, which have no room here');
});
