import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { book, but, folder, goodSettings, goodStrategy, load, said } from '../../../test/configFiles.js';

const head = goodSettings.split('keys:')[0] ?? '';
const keys = (fields: string) => `${head}keys:\n  - { account: ${book}, ${fields} }\n`;
const read = (fields: string) => load({ settings: keys(fields) }).settings.keys[0];
const wrong = (fields: string) => said({ settings: keys(fields) });
const keystore = 'keystore: book.json';

test('default: a keystore whose password is in a file, with systemd or with the operator; or a remote signer', () => {
  const file = () => join(folder, 'book.json');
  expect(read(`${keystore}, passwordFile: p`)?.backEnd).toEqual({
    kind: 'keystore',
    file: file(),
    password: { from: 'file', file: join(folder, 'p') },
  });
  expect(read(`${keystore}, credential: book.password`)?.backEnd).toEqual({
    kind: 'keystore',
    file: file(),
    password: { from: 'credential', name: 'book.password' },
  });
  expect(read(`${keystore}, prompt: true, credential: null`)?.backEnd).toEqual({
    kind: 'keystore',
    file: file(),
    password: { from: 'prompt' },
  });
  expect(read('remote: "https://a:b@signer:9000/x"')).toEqual({
    account: book,
    backEnd: { kind: 'remote', url: 'https://a:b@signer:9000/x' },
  });
});

test('args: policy, of which everything may be left out', () => {
  const policy = (text: string) => read(`remote: "http://s", policy: ${text}`)?.policy;
  expect(policy('{}')).toEqual({});
  expect(policy('{ profile: reduceOnly }')).toEqual({ profile: 'reduceOnly' });
  expect(policy('{ transaction: { notional: 50_000 usd, gas: 0.02 eth }, day: { notional: 90_000 usd } }')).toEqual({
    transaction: { notional: 50_000, gas: 0.02 },
    day: { notional: 90_000 },
  });
});

describe('args: transfersTo', () => {
  const other = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
  const two = (policy: string) =>
    `${head}keys:\n  - { account: ${book}, remote: "http://s", policy: ${policy} }\n  - { account: ${other}, remote: "http://s" }\n`;

  test('default: another account of the keys', () => {
    const { settings } = load({ settings: two(`{ transfersTo: [${other.toLowerCase()}] }`) });
    expect(settings.keys[0]?.policy).toEqual({ transfersTo: [other] });
  });

  test.each([
    ['{ transfersTo: ["0x00000000000000000000000000000000000a11ce"] }', /\.transfersTo\[0\] .* has no key here$/],
    [`{ transfersTo: [${book}] }`, /\.transfersTo\[0\] the account would give to itself$/],
    [
      `{ profile: reduceOnly, transfersTo: [${other}] }`,
      /\.transfersTo a key that is `reduceOnly` gives nothing away$/,
    ],
    ['{ transfersTo: [bob] }', /`bob` is not an address/],
    ['{ transfersTo: true }', /transfersTo/],
  ])('behavior: %s is refused', (policy, text) => {
    expect(said({ settings: two(policy) })).toEqual([expect.stringMatching(text)]);
  });
});

describe('behavior: what is wrong is said, with its place', () => {
  test.each([
    ['policy: {}', ['keys[0] where the key is, is not said']],
    [keystore, ['keys[0].keystore what opens this keystore is not said']],
    [`${keystore}, prompt: false`, ['keys[0].keystore what opens this keystore is not said']],
    [
      `${keystore}, passwordFile: p, prompt: true`,
      ['keys[0].prompt `passwordFile` and `prompt` both say where the password is'],
    ],
    [
      `${keystore}, passwordFile: p, remote: "http://s"`,
      ['keys[0].remote a key is in a keystore or with a remote signer, not both'],
    ],
    [
      'remote: "http://s", passwordFile: p',
      ['keys[0].passwordFile `passwordFile` is for a keystore, and this key is with a remote signer'],
    ],
    ['remote: "ws://s"', ['keys[0].remote a remote signer cannot be reached by ws:']],
    ['remote: nowhere', ['keys[0].remote the remote signer is not a URL']],
    [
      `${keystore}, credential: ../p`,
      ['keys[0].credential `../p` is not the name of a credential: letters, digits, - _ and .'],
    ],
    [`${keystore}, prompt: yes`, ['keys[0].prompt `prompt`: true or false is wanted']],
    [`${keystore}, passwrdFile: p`, ['keys[0].passwrdFile unknown key `passwrdFile`']],
    ['remote: "http://s", policy: { profile: reduce }', ['keys[0].policy.profile `reduce` is not a profile']],
    ['remote: "http://s", policy: { day: { gas: 1 usd } }', ['keys[0].policy.day.gas `1 usd` is not in the gas token']],
    [
      'remote: "http://s", policy: { day: { turnover: 1 usd } }',
      ['keys[0].policy.day.turnover unknown key `turnover`'],
    ],
    [
      'remote: "http://s", policy: { transaction: { gas: 2 eth }, day: { gas: 1 eth } }',
      ['keys[0].policy.transaction.gas one transaction may use more (2) than a whole day (1)'],
    ],
  ])('%s', (fields, expected) => {
    expect(wrong(fields).map((line) => line.replace(/^\d+:\d+ /, ''))).toEqual(expected);
  });

  test('a URL that may carry a token is not shown', () => {
    const text = keys('remote: "ws://me:TOKEN_77@signer/TOKEN_77"');
    expect(said({ settings: text }).join()).not.toContain('TOKEN_77');
  });

  test('gas that is counted in a token which the chain does not have', () => {
    const live = but(goodStrategy, 'limits:', 'mode: live\nlimits:');
    const problems = said({
      settings: keys('remote: "http://s", policy: { day: { gas: 5 pol } }'),
      strategies: [live],
    });
    expect(problems).toEqual([
      "3:10 account the policy of this account's key counts gas in POL; on lab gas is paid in ETH",
    ]);
  });
});
