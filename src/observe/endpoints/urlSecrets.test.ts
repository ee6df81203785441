import { HttpRequestError } from 'viem';
import { expect, test } from 'vitest';
import { cleansed, urlSecrets, withoutSecrets } from './urlSecrets.js';

const url = 'https://me-myself:p%40ssword@node.example/v2/abcdef123456?key=query-key&x=1';

test('default: name, password, parts of path and query, as written and as meant; no word of a few letters', () => {
  expect([...urlSecrets(url)].sort()).toEqual(
    [
      'abcdef123456',
      Buffer.from('me-myself:p@ssword').toString('base64'),
      'me-myself',
      'p%40ssword',
      'p@ssword',
      'query-key',
    ].sort(),
  );
  expect(urlSecrets('wss://arb1.arbitrum.io/rpc')).toEqual([]);
  expect(urlSecrets('no URL')).toEqual([]);
});

test('default: an error says all it said but them, and so do its causes', () => {
  const cause = new Error('project abcdef123456 is over its limit');
  const error = new HttpRequestError({ url, cause, details: 'abcdef123456: p@ssword', status: 429 });
  const same = cleansed(error, urlSecrets(url));
  expect(same).toBe(error);
  expect(error).toMatchObject({ status: 429, details: 'project … is over its limit' });
  expect(cause.message).toBe('project … is over its limit');
  const all = [error.message, error.stack, error.shortMessage, String(error.url), cause.stack].join();
  expect(all).not.toMatch(/abcdef|query-key|ssword|myself/);
});

test('behavior: what goes in circles, is frozen or is no error', () => {
  const loop: Record<string, unknown> = { text: 'abcdef' };
  loop['cause'] = loop;
  expect(cleansed(loop, ['abcdef'])).toMatchObject({ text: '…' });
  expect(cleansed(Object.freeze({ text: 'abcdef' }), ['abcdef'])).toEqual({ text: 'abcdef' });
  expect(cleansed('abcdef', ['abcdef'])).toBe('…');
  expect(withoutSecrets('abcdef', [])).toBe('abcdef');
});
