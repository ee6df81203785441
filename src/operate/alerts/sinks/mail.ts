import type SMTPTransport from 'nodemailer/lib/smtp-transport/index.js';
import type { Outcome } from '../plan/pauseAfter.js';
import { plain } from '../say/plain.js';
import { createDeadline } from './deadline.js';
import { shown, whyOf } from './post.js';
import type { Sink } from './sink.js';

export interface MailSinkOptions {
  host: string;
  port: number;
  from: string;
  to: readonly string[];
  /** Secret. null: the server takes mail of anybody. */
  auth: { user: string; pass: string } | null;
  /** Certificates of a server with its own authority, PEM; null: those that everybody trusts. */
  ca: string | null;
  /** Nothing is said before the line is encrypted; only to this machine itself it may stay plain. */
  mustEncrypt: boolean;
  timeoutMs: number;
}

/** E-mail over SMTP. A connection is made for each message: none is held through the quiet months between. */
export const createMailSink = (name: string, options: MailSinkOptions): Sink => ({
  name,
  async send({ id, said }, stop) {
    const { host, port, from, to, auth, ca, mustEncrypt, timeoutMs } = options;
    const { createTransport } = await import('nodemailer');
    const settings: SMTPTransport.Options = {
      ...{ host, port, secure: port === 465, requireTLS: mustEncrypt && port !== 465 },
      ...{ connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs, dnsTimeout: timeoutMs },
      ...(auth === null ? {} : { auth }),
      tls: { minVersion: 'TLSv1.2', ...(ca === null ? {} : { ca }) },
      disableFileAccess: true,
      disableUrlAccess: true,
    };
    const transport = createTransport(settings);
    const { subject, text } = plain(said);
    const mail = { from, to: [...to], subject, text, messageId: `<${id}@ballast>`, priority: priorityOf(said.tone) };
    const deadline = createDeadline(2 * timeoutMs, stop);
    const ended = new Promise<never>((_, reject) => {
      const end = () =>
        reject(
          new Error(deadline.isLate ? `no end within ${(2 * timeoutMs) / 1000} s` : 'ballast was stopped meanwhile'),
        );
      if (deadline.signal.aborted) end();
      else deadline.signal.addEventListener('abort', end, { once: true });
    });
    try {
      const { response, rejected } = await Promise.race([transport.sendMail(mail), ended]);
      const missed = rejected.length === 0 ? '' : `; not taken for ${rejected.length} of ${to.length}`;
      return { kind: 'sent', answer: `${shown(response)}${missed}` };
    } catch (error) {
      return outcomeOf(error);
    } finally {
      deadline.end();
      transport.close();
    }
  },
});

const priorityOf = (tone: string): 'high' | 'normal' => (tone === 'critical' ? 'high' : 'normal');

/** 4xx of SMTP passes, 5xx does not. */
function outcomeOf(error: unknown): Outcome {
  const { code, responseCode, response } = error as { code?: unknown; responseCode?: unknown; response?: unknown };
  const answer = typeof response === 'string' ? shown(response) : whyOf(error);
  const status = typeof responseCode === 'number' ? responseCode : 0;
  if (status >= 400 && status < 500 && code !== 'EAUTH') return { kind: 'later', answer };
  if (code === 'EAUTH' || code === 'ENOAUTH' || code === 'EENVELOPE' || code === 'ETLS')
    return { kind: 'barred', answer };
  if (status >= 500) return { kind: code === 'EMESSAGE' ? 'refused' : 'barred', answer };
  return { kind: 'later', answer };
}
