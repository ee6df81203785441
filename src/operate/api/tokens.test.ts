import { describe, expect, test } from 'vitest';
import { readTokens } from './tokens.js';

const long = 'x'.repeat(32);

test('default: whose it is, and what they may do', () => {
  const tokens = readTokens('tokens', `# the desk\nann  view,trade  ${long}1  # at her desk\n\nbob review ${long}2\n`);
  expect(tokens.count).toBe(2);
  expect(tokens.callerOf(`${long}1`)).toEqual({ name: 'ann', rights: new Set(['view', 'trade']) });
  expect(tokens.callerOf(`${long}2`)).toEqual({ name: 'bob', rights: new Set(['view', 'review']) });
  expect(tokens.callerOf(long)).toBeUndefined();
  expect(tokens.callerOf('')).toBeUndefined();
});

describe('bad input', () => {
  test.each([
    ['nothing', '', 'there is no token in it'],
    ['a short one', 'ann view secret', 'line 1: the token of ann is shorter than 32 characters'],
    ['no token', 'ann view', 'line 1: three words are wanted'],
    ['a right that is none', `ann trad ${long}`, 'did you mean `trade`?'],
    ['one token twice', `ann view ${long}\nbob trade ${long}`, 'line 2: the token of bob is another'],
  ])('behavior: %s', (_, text, message) => {
    expect(() => readTokens('tokens', text)).toThrow(message);
    expect(() => readTokens('tokens', text)).not.toThrow(long);
    expect(() => readTokens('tokens', text)).not.toThrow('secret');
  });
});
