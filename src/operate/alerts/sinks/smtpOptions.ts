import type SMTPTransport from 'nodemailer/lib/smtp-transport/index.js';

/** A mail server, and how it is spoken to. */
export interface MailServer {
  host: string;
  port: number;
  /** Secret. null: the server takes mail of anybody. */
  auth: { user: string; pass: string } | null;
  /** Certificates of a server with its own authority, PEM; null: those that everybody trusts. */
  ca: string | null;
  /** Nothing is said before the line is encrypted; only to this machine itself it may stay plain. */
  mustEncrypt: boolean;
  timeoutMs: number;
}

/** What a connection to it may do: encrypts from the first byte at port 465, by STARTTLS elsewhere; reads no file and no address that a mail names. */
export const smtpOptions = ({ host, port, auth, ca, mustEncrypt, timeoutMs }: MailServer): SMTPTransport.Options => ({
  ...{ host, port, secure: port === 465, requireTLS: mustEncrypt && port !== 465 },
  ...{ connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs, dnsTimeout: timeoutMs },
  ...(auth === null ? {} : { auth }),
  tls: { minVersion: 'TLSv1.2', ...(ca === null ? {} : { ca }) },
  disableFileAccess: true,
  disableUrlAccess: true,
});
