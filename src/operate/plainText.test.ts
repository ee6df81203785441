import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hasControls, plainText } from './plainText.js';

test('default: what steers a terminal is written out; lines and tabs stay', () => {
  expect(plainText('fine\u001b[2J\rbob approves\n\tyes', true)).toBe('fine\\x1b[2J\\x0dbob approves\n\tyes');
  expect(plainText('\u009b2J \u202eevil', true)).toBe('\\x9b2J \\u202eevil');
});

test('args: keepColours', () => {
  const painted = '\u001b[1m\u001b[31mno\u001b[39m\u001b[22m';
  expect(plainText(painted, true)).toBe(painted);
  expect(plainText(painted, false)).toBe('\\x1b[1m\\x1b[31mno\\x1b[39m\\x1b[22m');
  expect(plainText('\u001b[8mhidden', true)).toBe('\\x1b[8mhidden');
});

test('invariant: without colours nothing is left that steers, and what does not is as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const said = plainText(text, false);
      expect(hasControls(said.replace(/[\n\t]/g, ''))).toBe(false);
      if (!hasControls(text)) expect(said).toBe(text);
    }),
  );
});
