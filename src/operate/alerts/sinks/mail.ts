import type { Outcome } from '../plan/pauseAfter.js';
import { plain } from '../say/plain.js';
import { createDeadline } from './deadline.js';
import { shown, whyOf } from './post.js';
import type { Sink } from './sink.js';
import { type MailServer, smtpOptions } from './smtpOptions.js';

export interface MailSinkOptions extends MailServer {
  from: string;
  to: readonly string[];
}

/** E-mail over SMTP. A connection is made for each message: none is held through the quiet months between. */
export const createMailSink = (name: string, options: MailSinkOptions): Sink => ({
  name,
  async send({ id, said }, stop) {
    const { from, to, timeoutMs } = options;
    const { createTransport } = await import('nodemailer');
    const transport = createTransport(smtpOptions(options));
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
