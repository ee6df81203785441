import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { standInCertificate, standInKey } from './certificate.js';

export interface SmtpStandInOptions {
  /** It offers to encrypt. */
  startTls?: boolean;
  /** Who may send; null: anybody. */
  login?: { user: string; pass: string } | null;
  /** What it answers in place of what it would, by the first word said: `{ RCPT: '550 no such user' }`; `hang` says nothing. */
  answers?: Readonly<Record<string, string>>;
  /** Who does not get mail, with what is answered: looked up for each. */
  turnedAway?: Map<string, string>;
}

export interface SmtpMail {
  from: string;
  to: string[];
  data: string;
  /** Whether the line was encrypted by then. */
  encrypted: boolean;
  user: string | null;
}

export interface SmtpStandIn {
  port: number;
  mails: SmtpMail[];
  /** Every word that was said to it in the clear. */
  clear: string[];
  close(): Promise<void>;
}

/** A mail server of this machine that speaks SMTP (RFC 5321) with STARTTLS and AUTH, and fails as a test wants. */
export async function startSmtpStandIn(options: SmtpStandInOptions = {}): Promise<SmtpStandIn> {
  const mails: SmtpMail[] = [];
  const clear: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    if (options.answers?.['GREETING'] === 'hang') return;
    serve(socket, false, `${options.answers?.['GREETING'] ?? '220 stand-in ESMTP'}\r\n`);
  });

  function serve(socket: Socket, encrypted: boolean, greeting: string): void {
    const { startTls = false, login = null, answers = {} } = options;
    let user: string | null = null;
    let mail: SmtpMail | null = null;
    let inData = false;
    let loginStep: 'user' | 'pass' | null = null;
    let loginUser = '';
    let rest = '';
    const judge = (name: string, pass: string): string => {
      const right = login !== null && name === login.user && pass === login.pass;
      if (right) user = name;
      return right ? '235 2.7.0 accepted' : '535 5.7.8 authentication credentials invalid';
    };

    /** A line of the mail itself; null: nothing is said to it. */
    const takeData = (line: string): string | null => {
      if (line !== '.') {
        if (mail) mail.data += `${line.startsWith('..') ? line.slice(1) : line}\n`;
        return null;
      }
      inData = false;
      if (mail && !answers['END']) mails.push(mail);
      return answers['END'] ?? '250 2.0.0 queued';
    };

    const takeLogin = (line: string): string => {
      const given = Buffer.from(line, 'base64').toString();
      if (loginStep === 'pass') {
        loginStep = null;
        return judge(loginUser, given);
      }
      loginUser = given;
      loginStep = 'pass';
      return `334 ${Buffer.from('Password:').toString('base64')}`;
    };

    const takeWord = (word: string, line: string): string => {
      const [, method = '', first] = line.split(' ');
      switch (word) {
        case 'EHLO': {
          const offers = [...(startTls && !encrypted ? ['STARTTLS'] : []), ...(login ? ['AUTH PLAIN LOGIN'] : [])];
          return ['250-stand-in', ...offers.map((one) => `250-${one}`), '250 8BITMIME'].join('\r\n');
        }
        case 'AUTH': {
          if (method.toUpperCase() === 'LOGIN') {
            loginStep = 'user';
            return `334 ${Buffer.from('Username:').toString('base64')}`;
          }
          const [, name = '', pass = ''] = Buffer.from(first ?? '', 'base64')
            .toString()
            .split('\0');
          return judge(name, pass);
        }
        case 'MAIL':
          if (login && user === null) return '530 5.7.0 authentication required';
          mail = { from: line.slice(10), to: [], data: '', encrypted, user };
          return '250 2.1.0 ok';
        case 'RCPT': {
          const away = options.turnedAway?.get(line.slice(9, -1));
          if (away !== undefined) return away;
          mail?.to.push(line.slice(8));
          return '250 2.1.5 ok';
        }
        case 'DATA':
          inData = true;
          return '354 end with a full stop';
        case 'QUIT':
          return '221 2.0.0 bye';
        default:
          return '250 2.0.0 ok';
      }
    };

    const take = (line: string): string | null => {
      if (inData) return takeData(line);
      if (!encrypted) clear.push(line);
      if (loginStep !== null) return takeLogin(line);
      const [word = ''] = line.toUpperCase().split(/[ :]/, 1);
      const stated = answers[word];
      if (stated !== undefined) return stated === 'hang' ? null : stated;
      if (word !== 'STARTTLS') return takeWord(word, line);
      if (!startTls || encrypted) return '502 5.5.1 not offered';
      socket.write('220 2.0.0 go ahead\r\n');
      socket.removeAllListeners('data');
      const secure = new TLSSocket(socket, { isServer: true, key: standInKey, cert: standInCertificate });
      secure.on('error', () => {});
      serve(secure, true, '');
      return null;
    };
    socket.on('data', (piece: Buffer) => {
      const lines = (rest + piece.toString('utf8')).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const answer = take(line);
        if (answer !== null) socket.write(`${answer}\r\n`);
      }
    });
    if (greeting !== '') socket.write(greeting);
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    mails,
    clear,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
