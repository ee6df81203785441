import type { Outcome } from '../plan/pauseAfter.js';
import { plain } from '../say/plain.js';
import { createDeadline } from './deadline.js';
import { shown, whyOf } from './post.js';
import type { Message, Sink } from './sink.js';
import { type MailServer, smtpOptions } from './smtpOptions.js';

export interface MailSinkOptions extends MailServer {
  from: string;
  to: readonly string[];
}

/** Of so many messages is remembered whom they have reached, the newest. */
const mostRemembered = 100;

/**
 * E-mail over SMTP. A connection is made for each message: none is held through the quiet months between. Where it is not taken yet for
 * some of those that it is for, it is sent later to them, and to them alone: not so after a restart, when it is sent to all once more.
 */
export function createMailSink(name: string, options: MailSinkOptions): Sink {
  const reached = new Map<Message['id'], Set<string>>();
  return {
    name,
    async send(message, stop) {
      const has = reached.get(message.id) ?? new Set();
      const outcome = await sendTo(options, message, has, stop);
      reached.delete(message.id);
      if (outcome.kind === 'later' && has.size > 0) reached.set(message.id, has);
      for (const id of reached.keys()) if (reached.size > mostRemembered) reached.delete(id);
      return outcome;
    },
  };
}

/** @param has - Who has the message already; those that it reaches are added. */
async function sendTo(
  options: MailSinkOptions,
  { id, said }: Message,
  has: Set<string>,
  stop: AbortSignal,
): Promise<Outcome> {
  const { from, to, timeoutMs } = options;
  const rest = to.filter((one) => !has.has(one));
  const { createTransport } = await import('nodemailer');
  const transport = createTransport(smtpOptions(options));
  const { subject, text } = plain(said);
  const mail = {
    ...{ from, to: [...to], envelope: { from, to: rest } },
    ...{ subject, text, messageId: `<${id}@ballast>`, priority: priorityOf(said.tone) },
  };
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
    const { response, rejected, rejectedErrors = [] } = await Promise.race([transport.sendMail(mail), ended]);
    for (const one of rest) if (!rejected.includes(bare(one))) has.add(one);
    const answer = `${shown(response)}${rejected.length === 0 ? '' : `; not taken for ${rejected.length} of ${to.length}`}`;
    const why = rejectedErrors.map(outcomeOf).find(({ kind }) => kind === 'later');
    return why ? { kind: 'later', answer: `${answer}: ${why.answer}` } : { kind: 'sent', answer };
  } catch (error) {
    const outcome = outcomeOf(error);
    // Nobody of that name, where others have it, is no reason to call the whole receiver wrong.
    if (outcome.kind !== 'barred' || has.size === 0 || !isOfThem(error)) return outcome;
    return { kind: 'sent', answer: `not taken for ${rest.length} of ${to.length}: ${outcome.answer}` };
  } finally {
    deadline.end();
    transport.close();
  }
}

/** As the server is told it: without the name of a person. */
const bare = (address: string): string => /<([^<>]+)>$/.exec(address)?.[1] ?? address;

/** Whether it was those that the mail is for who were not taken. */
const isOfThem = (error: unknown): boolean => typeof error === 'object' && error !== null && 'rejectedErrors' in error;

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
