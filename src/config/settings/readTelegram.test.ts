import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folder, goodSettings, load, saidOfSettings, withSection } from '../../../test/configFiles.js';

const settings = (text: string) => withSection('telegram', text);
const read = (telegram: string) => load({ settings: settings(telegram) }).settings.telegram;
const wrong = (telegram: string) => saidOfSettings(settings(telegram));

test('default: whose token, who may talk to it, and as what', () => {
  expect(
    read('tokenFile: keys/bot.token\nusers:\n  - { id: 123456789, name: ann, role: admin }\ncodeAbove: 500 usd'),
  ).toEqual({
    tokenFile: join(folder, 'keys/bot.token'),
    users: [{ id: 123456789, name: 'ann', role: 'admin' }],
    ...{ codeAbove: 500, apiRoot: 'https://api.telegram.org' },
  });
  expect(read('tokenFile: bot.token')).toMatchObject({ users: [], codeAbove: 10_000 });
  expect(load({ settings: goodSettings }).settings.telegram).toBeUndefined();
});

test('args: everything that is wrong is told at once, with what to write', () => {
  const lines = wrong(`users:
  - { id: 0, name: "a nn", role: king }
  - ann
  - { id: 7, name: bob, role: viewer, may: resume }
apiRoot: http://bot.example.com
codeAbove: many`);
  const all = lines.join('\n');
  for (const part of ['tokenFile', 'users[0].id', 'users[0].name', '`king` is not a role', 'users[1]', 'users[2].may'])
    expect(all).toContain(part);
  expect(all).toContain('the token could be read on the way');
  expect(all).toContain('codeAbove');
});

test('args: a person is there once, by number and by name, however it is written', () => {
  const twice = wrong(`tokenFile: t
users:
  - { id: 7, name: ann, role: viewer }
  - { id: 8, name: Ann, role: admin }
  - { id: 7, name: bob, role: viewer }`);
  expect(twice.join('\n')).toMatch(/users\[1\]\.name.*another’s already.*users\[2\]\.id.*another’s already/s);
});
