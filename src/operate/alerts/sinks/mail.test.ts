import { expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../../../model/units.js';
import { newId } from '../../../record/id.js';
import { standInCertificate } from '../testing/certificate.js';
import { sampleMessage } from '../testing/sampleMessage.js';
import { type SmtpStandInOptions, startSmtpStandIn } from '../testing/smtpStandIn.js';
import { createMailSink, type MailSinkOptions } from './mail.js';

const stop = new AbortController().signal;
const login = { user: 'ballast', pass: 'verysecretpassword' };

async function setUp(server: SmtpStandInOptions = {}, changes: Partial<MailSinkOptions> = {}) {
  const smtp = await startSmtpStandIn(server);
  onTestFinished(() => smtp.close());
  const sink = createMailSink('mail', {
    ...{
      host: '127.0.0.1',
      port: smtp.port,
      from: 'Ballast <ballast@example.com>',
      to: ['ann@example.com', 'bob@example.com'],
    },
    ...{ auth: null, ca: standInCertificate, mustEncrypt: true, timeoutMs: 2_000 },
    ...changes,
  });
  return { smtp, send: (message = sampleMessage()) => sink.send(message, stop) };
}

test('default: encrypted before anything is said, logged in, to everybody at once', async () => {
  const { smtp, send } = await setUp({ startTls: true, login }, { auth: login });
  const message = sampleMessage({ subject: 'arbitrum' });
  expect(await send(message)).toMatchObject({ kind: 'sent', answer: '250 2.0.0 queued' });
  const [mail] = smtp.mails;
  expect(mail).toMatchObject({ encrypted: true, user: 'ballast', to: ['<ann@example.com>', '<bob@example.com>'] });
  expect(mail?.data).toContain(`Message-ID: <${message.id}@ballast>`);
  expect(mail?.data).toMatch(/^Subject: \[ballast\] critical: POSITION_BREAK/m);
  expect(smtp.clear.filter((line) => !/^(EHLO|STARTTLS)/.test(line))).toEqual([]);
});

test('behavior: a server that does not encrypt is told nothing, not even who we are', async () => {
  const { smtp, send } = await setUp({ login }, { auth: login });
  expect(await send()).toMatchObject({ kind: 'barred' });
  expect(smtp.mails).toEqual([]);
  expect(smtp.clear.join(' ')).not.toMatch(/AUTH|MAIL|verysecret/);
});

test('behavior: a certificate of nobody', async () => {
  const { smtp, send } = await setUp({ startTls: true, login }, { auth: login, ca: null });
  expect(await send()).toMatchObject({ kind: 'later', answer: expect.stringMatching(/self.signed/i) });
  expect(smtp.mails).toEqual([]);
});

test('behavior: on this machine itself it may stay plain', async () => {
  const { smtp, send } = await setUp({}, { mustEncrypt: false });
  expect(await send()).toMatchObject({ kind: 'sent' });
  expect(smtp.mails).toMatchObject([{ encrypted: false }]);
});

test.each<[string, SmtpStandInOptions, string]>([
  ['a wrong password', { startTls: true, login: { ...login, pass: 'other' } }, 'barred'],
  ['a grey list', { startTls: true, login, answers: { RCPT: '450 4.2.0 try again later' } }, 'later'],
  ['nobody of that name', { startTls: true, login, answers: { RCPT: '550 5.1.1 no such user' } }, 'barred'],
  ['a full disk at the end', { startTls: true, login, answers: { END: '452 4.3.1 insufficient storage' } }, 'later'],
  [
    'a mail that is taken for spam',
    { startTls: true, login, answers: { END: '554 5.7.1 looks like spam' } },
    'refused',
  ],
  ['a server that turns everybody away', { answers: { GREETING: '554 no service here' } }, 'barred'],
  ['a server that is busy', { answers: { GREETING: '421 4.7.0 too many connections' } }, 'later'],
])('behavior: %s', async (_, server, kind) => {
  const { smtp, send } = await setUp(server, { auth: login });
  const outcome = await send();
  expect(outcome).toMatchObject({ kind });
  expect(outcome.answer).not.toContain('verysecret');
  expect(smtp.mails).toEqual([]);
});

test('behavior: whom it does not get to yet gets it later, and they alone; nobody of that name is not waited for', async () => {
  const turnedAway = new Map([['ann@example.com', '450 4.2.0 greylisted, come again in 5 minutes']]);
  const to = ['bob@example.com', 'Ann <ann@example.com>', 'eve@example.com'];
  const { smtp, send } = await setUp({ turnedAway }, { mustEncrypt: false, to });
  const message = sampleMessage();
  expect(await send(message)).toEqual({
    kind: 'later',
    answer: expect.stringMatching(/queued; not taken for 1 of 3: .*greylisted/),
  });
  expect(await send(message)).toMatchObject({ kind: 'later' });
  turnedAway.clear();
  expect(await send(message)).toMatchObject({ kind: 'sent', answer: '250 2.0.0 queued' });
  expect(smtp.mails.map((mail) => mail.to)).toEqual([
    ['<bob@example.com>', '<eve@example.com>'],
    ['<ann@example.com>'],
  ]);
  expect(smtp.mails[1]?.data).toMatch(/^To: bob@example\.com, Ann <ann@example\.com>,\s+eve@example\.com$/m);

  turnedAway.set('eve@example.com', '550 5.1.1 no such user');
  expect(await send(sampleMessage())).toMatchObject({ kind: 'sent', answer: '250 2.0.0 queued; not taken for 1 of 3' });
  turnedAway.set('ann@example.com', '450 4.2.0 greylisted');
  const other = { ...sampleMessage(), id: newId(unixMillis(1)) };
  expect(await send(other)).toMatchObject({ kind: 'later' });
  turnedAway.set('ann@example.com', '550 5.1.1 no such user');
  expect(await send(other)).toMatchObject({ kind: 'sent', answer: expect.stringContaining('not taken for 2 of 3') });
});

test('behavior: one that accepts and never answers is given up, wherever it falls silent', async () => {
  for (const word of ['GREETING', 'EHLO', 'MAIL']) {
    const { send } = await setUp({ answers: { [word]: 'hang' } }, { mustEncrypt: false, timeoutMs: 100 });
    expect(await send()).toMatchObject({ kind: 'later' });
  }
});

test('behavior: what is hostile in an alert makes no header', async () => {
  const { smtp, send } = await setUp({}, { mustEncrypt: false });
  await send(sampleMessage({ subject: 'x\r\nBcc: mallory@example.com\r\n\r\nhello' }));
  expect(smtp.mails[0]?.data).not.toMatch(/^Bcc:/m);
  expect(smtp.mails[0]?.to).toHaveLength(2);
});
