import { expect, test } from 'vitest';
import { shortNames } from './shortNames.js';
import { tableMarkup } from './tableMarkup.js';

const columns = [
  { title: 'break', isNumber: false },
  { title: 'usd', isNumber: true },
  { title: 'what it may be', isNumber: false },
];

test('default: a sentence stands below its row, with the title of its column, and no cell of a row is one', () => {
  const sentence =
    'a trade or a call <by hand>, sent by the key of the account in a transaction that nobody here knows of or has asked for';
  const html = tableMarkup(columns, [
    ['one', '12', sentence],
    ['two', '13', ''],
  ]);
  expect(html).toContain('<tr><th>break</th><th class="number">usd</th></tr>');
  expect(html).toContain(
    '<tr><td>one</td><td class="number">12</td></tr><tr class="below"><td class="sentence" colspan="2">',
  );
  expect(html).toContain('<div>what it may be: a trade or a call &lt;by hand&gt;, ');
  expect(html.match(/class="below"/g)).toHaveLength(1);
});

test('behavior: of a long name the beginning is shown, and all of it where it is pointed at', () => {
  const hash = `0x${'ab'.repeat(32)}`;
  const html = tableMarkup(columns, [[hash, '1', 'short']], shortNames);
  expect(html).toContain(`<td title="${hash}">0xabababab…</td>`);
});

test('behavior: what names a row stays in it, however long', () => {
  const html = tableMarkup(columns, [
    ['sold in two parts over the pool of 0.05 % and then the other one', '1', 'short'],
  ]);
  expect(html).toContain('<td class="long">sold in two parts');
  expect(html).not.toContain('class="below"');
});
