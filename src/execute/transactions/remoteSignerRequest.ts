import { labelOf, redactUrls } from '../../observe/endpoints/redactUrls.js';
import { SignerError } from './signerError.js';

export interface RemoteOptions {
  /** May carry a name and password (Basic), `bearer:TOKEN@` (Bearer), or a token in path or query. Never shown. */
  url: string;
  /** 10 s unless told. */
  timeoutMs?: number;
}

/** The largest transaction that nodes take is 128 KiB, 256 KiB in hexadecimal. */
const largest = 1_000_000;

/**
 * One JSON-RPC request to a remote signer; its `result`, which says nothing of what it is yet.
 * @throws SignerError: retryable when there is no answer or the server is in trouble, not when the signer says no. It shows no
 * more of the URL than its host.
 */
export async function askRemote(
  { url, timeoutMs = 10_000 }: RemoteOptions,
  method: string,
  params: readonly unknown[],
): Promise<unknown> {
  const label = labelOf(url);
  const { address, authorization, secrets } = addressOf(url);
  const signal = AbortSignal.timeout(timeoutMs);
  let status: number;
  let text: string;
  try {
    const response = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...authorization },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
      // Wherever it would lead, that is not the signer that the operator named.
      redirect: 'manual',
      signal,
    });
    status = response.status;
    text = await readUpTo(response, label);
  } catch (error) {
    if (error instanceof SignerError) throw error;
    // What fetch throws may quote the URL, so only its kind is kept.
    const why = signal.aborted ? `no answer in ${timeoutMs} ms` : `${codeOf(error) ?? 'the connection failed'}`;
    throw new SignerError(`the remote signer ${label} cannot be reached: ${why}`, {
      mend: 'see whether it runs, and whether `remote` is its URL',
      retryable: true,
    });
  }
  const answer = parsed(text);
  const error = answer?.['error'];
  if (error !== undefined && error !== null) {
    const { message } = error as { message?: unknown };
    const said = withoutSecrets(typeof message === 'string' ? message : 'no reason given', secrets);
    throw new SignerError(`the remote signer ${label} refuses ${method}: ${said}`, { mend: 'see its own log' });
  }
  if (status < 200 || status > 299) throw statusError(label, status);
  if (answer === null || answer['result'] === undefined) {
    throw new SignerError(`the remote signer ${label} does not answer as JSON-RPC does`, {
      mend: 'see whether `remote` is the URL of the signer itself',
    });
  }
  return answer['result'];
}

function statusError(label: string, status: number): SignerError {
  const refused = status === 401 || status === 403;
  return new SignerError(`the remote signer ${label} answers HTTP ${status}`, {
    mend: refused
      ? 'give the right name and password, or token, in its URL'
      : 'see its own log, or that of the proxy before it',
    retryable: status >= 500 || status === 429,
  });
}

/** fetch takes no URL with a name in it (and would quote it): that part travels as a header. */
function addressOf(text: string): { address: URL; authorization: Record<string, string>; secrets: string[] } {
  const address = new URL(text);
  const { pathname, search } = address;
  const written = address.password;
  const [user, password] = [address.username, address.password].map(decoded) as [string, string];
  address.username = '';
  address.password = '';
  const value =
    user.toLowerCase() === 'bearer'
      ? `Bearer ${password}`
      : `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;
  const authorization: Record<string, string> = user || password ? { authorization: value } : {};
  const secrets = [value.slice(value.indexOf(' ') + 1), written, user, password, search.slice(1), pathname.slice(1)];
  return { address, authorization, secrets: secrets.filter((secret) => secret.length >= 4) };
}

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};

/** A signer's own words, at most a line of them, and nothing that we told it in secret. */
function withoutSecrets(text: string, secrets: readonly string[]): string {
  const line = redactUrls(secrets.reduce((rest, secret) => rest.replaceAll(secret, '…'), text)).replace(/\s+/g, ' ');
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
}

async function readUpTo(response: Response, label: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > largest) {
      throw new SignerError(`the remote signer ${label} answers more than ${largest} bytes`, {
        mend: 'see whether `remote` is the URL of the signer itself',
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** `ECONNREFUSED`, or that fetch itself refuses the port, from however deep it is. */
function codeOf(error: unknown): string | null {
  for (let at = error, depth = 0; typeof at === 'object' && at !== null && depth < 5; depth++) {
    const { code, cause, message } = at as { code?: unknown; cause?: unknown; message?: unknown };
    if (message === 'bad port') return 'no client may use this port';
    if (typeof code === 'string') return code;
    at = cause;
  }
  return null;
}
