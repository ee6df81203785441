import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alertKinds } from '../../../model/alert.js';
import { unixMillis } from '../../../model/units.js';
import { sampleAt, samplePlace, sampleTold } from '../testing/sampleMessage.js';
import { discordEmbed } from './discordEmbed.js';
import { plain } from './plain.js';
import type { Said } from './said.js';
import { sayAlert } from './sayAlert.js';
import { sayDigest } from './sayDigest.js';
import { slackBlocks } from './slackBlocks.js';
import { telegramHtml } from './telegramHtml.js';

/** Names of tokens, words of venues and reverts, as somebody who means harm would choose them. */
const hostile = [
  '<b>bold</b><script>alert(1)</script>',
  '</code><a href="https://evil.example">claim your airdrop</a>',
  '```\n@everyone **free** [claim](https://evil.example)\n```',
  '`@here` <@123> <@&456> <!channel> <!everyone> <https://evil.example|your bank>',
  '&lt;b&gt; &amp;amp; &#60;',
  'line one\r\nSubject: other\r\n\r\nbody',
  '\u202egnp.exe \u2066isolate\u2069 \u200bzero\u200b width \u001b[31mred',
  '\ud800 half of a sign',
  '*_~|>#-[](){}!\\'.repeat(40),
  'x'.repeat(5_000),
  '',
];

const alert = (text: string, subject: string): Said => sayAlert(sampleTold({ text, subject }), samplePlace, sampleAt);
const digest = (text: string, subject: string): Said =>
  sayDigest(
    Array.from({ length: 40 }, () => sampleTold({ text, subject })),
    samplePlace,
    sampleAt,
  );

const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.constantFrom(...hostile));

/** Tags of Telegram's HTML, each closed, and nothing else that begins with a bracket. */
function tagsOf(html: string): string[] {
  const open: string[] = [];
  const links: string[] = [];
  for (const [, close, name = '', attributes = ''] of html.matchAll(/<(\/?)([^\s>]*)([^>]*)>/g)) {
    if (close) expect(open.pop()).toBe(name);
    else open.push(name);
    if (name === 'a' && !close) links.push(attributes.trim());
    expect(['b', 'i', 'code', 'a']).toContain(name);
  }
  expect(open).toEqual([]);
  return links;
}

describe.each(Object.entries({ alert, digest }))('%s', (_, say) => {
  test('law: whatever it says, Telegram is given closed tags, our link alone, and no more than it takes', () => {
    fc.assert(
      fc.property(anyText, anyText, (text, subject) => {
        const html = telegramHtml(say(text, subject));
        expect(tagsOf(html)).toEqual(['href="https://ballast.example.com/alerts"']);
        expect(html.replace(/<[^>]*>/g, '').replace(/&(?:amp|lt|gt|quot);/g, '')).not.toMatch(/[<>&]/);
        expect(html.replace(/<[^>]*>/g, '').replace(/&\w+;/g, ' ').length).toBeLessThanOrEqual(4_096);
      }),
      { numRuns: 40 },
    );
  });

  test('law: Discord shows it as code and mentions nobody', () => {
    fc.assert(
      fc.property(anyText, anyText, (text, subject) => {
        const message = discordEmbed(say(text, subject)) as {
          allowed_mentions: object;
          embeds: [{ description: string; title: string }];
        };
        expect(message.allowed_mentions).toEqual({ parse: [] });
        const [{ description, title }] = message.embeds;
        expect(title.length).toBeLessThanOrEqual(256);
        expect(description.length).toBeLessThanOrEqual(4_096);
        // Out of code there is nothing but ours.
        const outside = description.replace(/```[\s\S]*?```/g, '').replace(/`[^`]*`/g, '');
        expect(outside).not.toMatch(/evil|@everyone|<@|<!/);
      }),
      { numRuns: 40 },
    );
  });

  test('law: Slack is given no bracket of its own but our link', () => {
    fc.assert(
      fc.property(anyText, anyText, (text, subject) => {
        const message = slackBlocks(say(text, subject)) as {
          text: string;
          blocks: { type: string; text?: { type: string; text: string } }[];
        };
        expect(message.text).not.toMatch(/[<>]/);
        for (const { text: part } of message.blocks) {
          if (!part) continue;
          expect(part.text.length).toBeLessThanOrEqual(3_000);
          if (part.type === 'plain_text') expect(part.text).not.toMatch(/[<>]/);
          else
            expect(part.text.replace('<https://ballast.example.com/alerts|open the console>', '')).not.toMatch(
              /[<>]|evil/,
            );
        }
      }),
      { numRuns: 40 },
    );
  });

  test('law: as plain text it makes no line of its own, and steers no terminal', () => {
    fc.assert(
      fc.property(anyText, anyText, (text, subject) => {
        const said = plain(say(text, subject));
        expect(said.subject).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
        expect(said.text).not.toMatch(/[^\P{Cc}\n]|[\u2028\u2029\u202a-\u202e\u2066-\u2069\u200b]/u);
        expect(
          said.text
            .split('\n')
            .filter((line) => /evil|^Subject/.test(line) && !line.startsWith('>'))
            .filter((line) => !line.includes('critical')),
        ).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});

test('default: what happened, what ballast does and when, what you can do, and how to stop it', () => {
  const id = '019ba7c7-1200-7000-8000-000000000001';
  const { text } = plain(sayAlert(sampleTold({ id }), samplePlace, sampleAt));
  expect(text).toMatchInlineSnapshot(`
    "🔴 critical: POSITION_BREAK  arbitrum 0x7099…79C8

    > ETH-PERP is 2.41, and orders would have left 0

    that is        what an account holds is not what its orders would have left
    ballast        takes no new risk in it; reduces, and rescues, as before; closes it by itself where the cause is found later. Next: the account is compared again after each block that changes it; a cause that is found closes it
    you            see \`ballast breaks\` for what and since when. If that was you, \`ballast breaks adopt ID --because WHY\` takes it as it is. If nobody knows of it, the key may be stolen: \`ballast halt\`, and move what is left to another account
    to stop it     \`ballast breaks adopt ID --because WHY\` takes what is held as it is; \`ballast halt\` stops everything
    to take it on  \`ballast ack 019ba7c7-1200\`: nobody is told again then
    step by step   \`ballast alerts explain POSITION_BREAK\`, docs/runbook.md#position_break

    since 2026-01-10 11:48 UTC, seen 3 times · 019ba7c7-1200 · vps-1
    https://ballast.example.com/alerts"
  `);
});

test('behavior: who has taken it on is named, whatever the name, and nobody is asked to take it on', () => {
  const takenOn = { author: 'mallory</code>\n@everyone', until: unixMillis(sampleAt + 86_400_000) };
  const said = sayAlert(sampleTold({ takenOn }), samplePlace, sampleAt);
  expect(said.quotes[1]).toMatch(/^taken on by mallory<\/code> @everyone until 2026-01-11 \d\d:\d\d UTC$/);
  expect(telegramHtml(said)).toContain('<code>taken on by mallory&lt;/code&gt; @everyone until');
  expect(plain(said).text).not.toContain('ballast ack');
});

test('behavior: the whole of each kind fits everywhere, uncut', () => {
  for (const code of Object.keys(alertKinds) as (keyof typeof alertKinds)[]) {
    const said = sayAlert(sampleTold({ code, text: 'y'.repeat(600) }), samplePlace, sampleAt);
    expect(telegramHtml(said).length).toBeLessThan(4_096);
    expect(JSON.stringify(discordEmbed(said))).toContain('open the console');
    for (const { label, text } of said.lines) expect(text, `${code} ${label}`).not.toMatch(/undefined|\.\.|\. Next: $/);
  }
});

test('behavior: a digest names the gravest and counts the rest', () => {
  const many = [
    ...Array.from({ length: 30 }, (_, i) =>
      sampleTold({ code: 'ENDPOINT_SILENT', severity: 'warning', subject: `e${i}` }),
    ),
    sampleTold({ subject: 'grave' }),
    sampleTold({ subject: 'past', resolvedAt: sampleAt }),
  ];
  const { subject, text } = plain(sayDigest(many, samplePlace, sampleAt));
  expect(subject).toBe('[ballast] 1 critical, 30 warnings, 1 over: 32 alerts');
  expect(text.split('\n')[2]).toMatch(/^> 🔴 POSITION_BREAK grave/);
  expect(text).toContain('17 more: 16 ENDPOINT_SILENT, 1 POSITION_BREAK');
});

test('behavior: what is too long for Slack is cut at its end, whatever it is made of', () => {
  const lengthOf = (text: string): number => {
    const { blocks } = slackBlocks({ ...alert('', ''), quotes: [text] }) as { blocks: { text?: { text: string } }[] };
    return blocks[1]?.text?.text.length ?? 0;
  };
  expect(lengthOf('x'.repeat(5_000))).toBe(3_000);
  expect(lengthOf('&'.repeat(5_000))).toBeGreaterThan(2_990);
  expect(lengthOf('&'.repeat(5_000))).toBeLessThanOrEqual(3_000);
});
