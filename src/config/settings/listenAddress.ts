import { isIP } from 'node:net';
import { BallastError } from '../../model/error.js';
import { scalar } from '../fields.js';
import type { Parsed, Written } from '../quantities.js';
import { isLoopback } from './isLoopback.js';

/** Where to listen: an IP address of this machine, and a port; 0 takes a free one. */
export interface ListenAddress {
  host: string;
  port: number;
}

function addressIn(text: string): ListenAddress | undefined {
  const [, bracketed, plain, port = ''] = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]*)):(\d{1,5})$/.exec(text.trim()) ?? [];
  const host = bracketed ?? (plain === 'localhost' || plain === '' ? '127.0.0.1' : plain);
  return host === undefined || isIP(host) === 0 || Number(port) > 65_535 ? undefined : { host, port: Number(port) };
}

const notOne = (text: string): string => `\`${text.slice(0, 60)}\` is not an address to listen on`;

/** `127.0.0.1:8420`, `[::1]:8420`, `:8420` (this machine alone). @throws BallastError */
export function readListenAddress(text: string): ListenAddress {
  const address = addressIn(text);
  if (address) return address;
  throw new BallastError(notOne(text), { mend: 'write it like 127.0.0.1:8080' });
}

/** An address as it is written: IPv6 in brackets. */
export const listenText = ({ host, port }: ListenAddress): string =>
  isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;

function parseListen(written: Written): Parsed<string> {
  const address = addressIn(String(written));
  if (address) return { value: listenText(address) };
  return { message: notOne(String(written).trim()), mend: 'write an address and a port: 127.0.0.1:8420' };
}

/** A setting of where to listen. @param usual - Where it is left out. */
export const listenField = (describe: string, usual: string) =>
  scalar(parseListen, { describe, examples: [usual] }).prefault(usual);

/** Whether only this machine can reach what is listened on there. @throws BallastError where it is no address */
export const listensHereAlone = (listen: string): boolean => isLoopback(readListenAddress(listen).host);
