import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folder, goodSettings, load, saidOfSettings, withSection } from '../../../test/configFiles.js';

const settings = (text: string) => withSection('console', text);
const read = (section: string) => load({ settings: settings(section) }).settings.console;
const wrong = (section: string) => saidOfSettings(settings(section));

test('default: this machine alone; to look only, where no file of tokens is named', () => {
  expect(load({ settings: goodSettings }).settings.console).toBeUndefined();
  expect(load({ settings: `${goodSettings}console:\n` }).settings.console).toEqual({
    ...{ listen: '127.0.0.1:8420', tokens: null, publicUrls: [] },
  });
  expect(read('listen: localhost:9000\ntokens: console.tokens\npublicUrl: https://Ballast.example.com/')).toEqual({
    ...{ listen: '127.0.0.1:9000', tokens: join(folder, 'console.tokens') },
    publicUrls: ['https://ballast.example.com'],
  });
  expect(read('tokens: t\nlisten: "[::1]:0"\npublicUrl: [http://100.64.0.7:8420, https://a.example]')).toMatchObject({
    ...{ listen: '[::1]:0', publicUrls: ['http://100.64.0.7:8420', 'https://a.example'] },
  });
});

test.each([
  ['listen: 0.0.0.0:8420', 'console.listen'],
  ['listen: "[::]:8420"', 'console.listen'],
  ['listen: 192.168.1.7:8420', 'console.listen'],
  ['publicUrl: https://ballast.example.com', 'console.publicUrl'],
])('behavior: what others could reach is refused without tokens: %s', (section, at) => {
  expect(wrong(section)).toEqual([`${at} the console could be reached by anybody, and there are no tokens`]);
  expect(() => read(`${section}\ntokens: console.tokens`)).not.toThrow();
});

test.each([
  ['listen: 8420', 'is not an address to listen on'],
  ['listen: example.com:8420', 'is not an address to listen on'],
  ['listen: 127.0.0.1:99999', 'is not an address to listen on'],
  ['listen: 127.0.0.1.evil.example:80', 'is not an address to listen on'],
  ['publicUrl: ballast.example.com', 'console.publicUrl'],
  ['publicUrl: https://ballast.example.com/console', 'is not below a path of another'],
  ['publicUrl: https://ann:secret@ballast.example.com', 'is not below a path of another'],
  ['publicUrl: ftp://ballast.example.com', 'no page is reached by ftp:'],
  ['token: x', 'unknown key `token`'],
])('args: %s', (section, what) => {
  const lines = wrong(section).join('\n');
  expect(lines).toContain(what);
  expect(lines).not.toContain('secret');
});
