import { describe, expect, test } from 'vitest';
import { unixMillis } from '../../model/units.js';
import { roleOf } from './caller.js';
import { keyOf, makeToken, readTokens } from './tokens.js';

const long = 'x'.repeat(32);
const now = unixMillis(Date.UTC(2026, 5, 1));

test('default: whose it is, and what they may do', () => {
  const tokens = readTokens('tokens', `# the desk\nann  view,trade  ${long}1  # at her desk\n\nbob review ${long}2\n`);
  expect(tokens.count).toBe(2);
  expect(tokens.callerOf(`${long}1`, now)).toEqual({ name: 'ann', rights: new Set(['view', 'trade']) });
  expect(tokens.callerOf(`${long}2`, now)).toEqual({ name: 'bob', rights: new Set(['view', 'review']) });
  expect(tokens.callerOf(long, now)).toBeUndefined();
  expect(tokens.callerOf('', now)).toBeUndefined();
});

test('behavior: a role is its rights, and rights are the largest role that they make', () => {
  const tokens = readTokens(
    'tokens',
    `ann operator ${long}1\nbob admin ${long}2\neve viewer,review ${long}3\nsam resume ${long}4`,
  );
  expect(
    [1, 2, 3, 4].map((n) => tokens.callerOf(`${long}${n}`, now)).map((one) => one && [...one.rights].sort()),
  ).toEqual([
    ['operate', 'trade', 'view'],
    ['operate', 'resume', 'review', 'trade', 'view'],
    ['review', 'view'],
    ['resume', 'view'],
  ]);
  expect([1, 2, 3, 4].map((n) => tokens.callerOf(`${long}${n}`, now)).map((one) => one && roleOf(one))).toEqual([
    'operator',
    'admin',
    'approver',
    'viewer',
  ]);
});

test('behavior: a hash lets its token in, and not itself', () => {
  const { token, line } = makeToken('ann', 'operator', '2026-06-01');
  expect(line).not.toContain(token);
  const tokens = readTokens('tokens', line);
  expect(tokens.warnings).toEqual([]);
  expect(tokens.callerOf(token, now)?.name).toBe('ann');
  expect(tokens.holderOf(keyOf(token), now)?.name).toBe('ann');
  expect(tokens.callerOf(line.split(' ')[2] ?? '', now)).toBeUndefined();
  expect(tokens.callerOf(keyOf(token), now)).toBeUndefined();
  // The day that is named is the last one.
  expect(tokens.callerOf(token, unixMillis(now + 86_399_999))?.name).toBe('ann');
  expect(tokens.callerOf(token, unixMillis(now + 86_400_000))).toBeUndefined();
});

test('behavior: a token that can be read in the file still lets in, and is warned of', () => {
  const { warnings } = readTokens('tokens', `ann view ${long}`);
  expect(warnings).toEqual([expect.stringMatching(/^line 1: the token of ann can be read in the file/)]);
  expect(warnings.join()).not.toContain(long);
});

describe('bad input', () => {
  test.each([
    ['nothing', '', 'there is no token in it'],
    ['a short one', 'ann view secret', 'line 1: the token of ann is shorter than 32 characters'],
    ['no token', 'ann view', 'line 1: three words are wanted'],
    ['a right that is none', `ann trad ${long}`, 'did you mean `trade`?'],
    ['a role that is none', `ann admim ${long}`, 'did you mean `admin`?'],
    ['a name of the prototype', `ann constructor ${long}`, 'no role or right is called `constructor`'],
    ['one token twice', `ann view ${long}\nbob trade ${long}`, 'line 2: the token of bob is another'],
    ['half a hash', 'ann view sha256:secret', 'line 1: the hash of ann is not 64 hexadecimal digits'],
    ['no date', `ann view ${long} until=2026-02-31`, 'line 1: when the token of ann ends is not a date'],
  ])('behavior: %s', (_, text, message) => {
    expect(() => readTokens('tokens', text)).toThrow(message);
    expect(() => readTokens('tokens', text)).not.toThrow(long);
    expect(() => readTokens('tokens', text)).not.toThrow('secret');
  });

  test('args: a new token wants one word each', () => {
    expect(() => makeToken('ann b', 'viewer')).toThrow('a name and a role are one word each');
    expect(() => makeToken('ann', 'boss')).toThrow('no role or right is called `boss`');
    expect(() => makeToken('ann', 'viewer', 'soon')).toThrow('is not a date');
  });
});
