import { isIP } from 'node:net';
import type { Context } from 'hono';
import { isLoopback } from '../../config/settings/isLoopback.js';

/** Under which names the server is asked. */
export interface Hosts {
  /** Where people reach it from elsewhere, as they type it: `https://ballast.example.com`. Empty: on this machine alone. */
  publicUrls: readonly URL[];
}

/** Whether a request was sent to this machine by its own name: a page elsewhere may have made its name point here. */
export const isLocalName = (hostHeader: string | undefined): boolean =>
  isLoopback(/^([^:]+|\[[^\]]+\])(:\d+)?$/.exec(hostHeader ?? '')?.[1]?.toLowerCase() ?? '');

/** Where a page that asks must come from; undefined where the name is not ours: nothing is shown to who asks for that. */
export function originOf(hostHeader: string | undefined, { publicUrls }: Hosts): string | undefined {
  const host = (hostHeader ?? '').toLowerCase();
  const known = publicUrls.find((url) => url.host === host);
  if (known) return known.origin;
  return isLocalName(host) ? `http://${host}` : undefined;
}

/**
 * Who has opened the connection; behind a proxy on this machine, whom the proxy names last. Nobody else is believed.
 * @returns an IP address, or `-` where it cannot be told
 */
export function addressOf(context: Context, { publicUrls }: Hosts): string {
  const { incoming } = (context.env ?? {}) as { incoming?: { socket?: { remoteAddress?: string } } };
  const peer = incoming?.socket?.remoteAddress?.replace(/^::ffff:/, '') ?? '-';
  if (!isLoopback(peer) || publicUrls.length === 0) return peer;
  const forwarded = context.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() ?? '';
  return isIP(forwarded) === 0 ? peer : forwarded;
}
