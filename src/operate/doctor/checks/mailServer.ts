import type { SinkSettings } from '../../../config/settings/alertSettings.js';
import { mailServerOf } from '../../alerts/createSinks.js';
import type { SinkSecrets } from '../../alerts/sinkSecrets.js';
import { shown, whyOf } from '../../alerts/sinks/post.js';
import { smtpOptions } from '../../alerts/sinks/smtpOptions.js';

/** Greets a mail server, encrypts, logs in, and leaves: no mail is sent. null: all is well. */
export async function lookAtMailServer(
  sink: Extract<SinkSettings, { kind: 'smtp' }>,
  secrets: SinkSecrets | undefined,
  { timeoutMs, stop }: { timeoutMs: number; stop: AbortSignal },
): Promise<{ says: string; mend: string } | null> {
  const { createTransport } = await import('nodemailer');
  const transport = createTransport(smtpOptions(mailServerOf(sink, secrets, timeoutMs)));
  const end = () => transport.close();
  stop.addEventListener('abort', end, { once: true });
  try {
    await transport.verify();
    return null;
  } catch (error) {
    const { code, response } = error as { code?: unknown; response?: unknown };
    const says = typeof response === 'string' && response !== '' ? shown(response) : whyOf(error);
    const mend =
      code === 'EAUTH'
        ? 'see to `user` and to the password in its file'
        : code === 'ETLS'
          ? 'the server must encrypt: 465, or 587 with STARTTLS; `caFile` where its authority is your own'
          : 'see to the name, the port and the network';
    return { says, mend };
  } finally {
    stop.removeEventListener('abort', end);
    transport.close();
  }
}
