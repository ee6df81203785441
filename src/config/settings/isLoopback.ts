import { isIPv4 } from 'node:net';

/**
 * Whether a host is this machine itself: what goes there leaves it by no wire, and who reaches it is on it. 127.0.0.0/8, `::1`, also in
 * brackets, and `localhost`; nothing else, however it would resolve.
 */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || host === '[::1]' || (isIPv4(host) && host.startsWith('127.'));
