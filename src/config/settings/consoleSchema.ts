import { isIP } from 'node:net';
import { z } from 'zod';
import { scalar, wordField } from '../fields.js';
import type { Parsed, Written } from '../quantities.js';

/** How the console is served, checked. */
export interface ConsoleSettings {
  /** `127.0.0.1:8420`. */
  listen: string;
  /** The file of who may do what; null: who reaches it may look, and nothing else. */
  tokens: string | null;
  /** Where people reach it from elsewhere. */
  publicUrls: readonly string[];
}

const local = /^(127\.|::1$)/;

/** An address and a port of this machine, IPv6 in brackets. */
export function parseListen(written: Written): Parsed<string> {
  const text = String(written).trim();
  const mend = 'write an address and a port: 127.0.0.1:8420';
  const [, bracketed, plain, port = ''] = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]*)):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? (plain === 'localhost' || plain === '' ? '127.0.0.1' : plain);
  if (host === undefined || isIP(host) === 0 || Number(port) > 65_535)
    return { message: `\`${text.slice(0, 60)}\` is not an address to listen on`, mend };
  return { value: isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}` };
}

function parsePublicUrl(written: Written): Parsed<string> {
  const text = String(written).trim();
  const mend = 'write it as people type it: https://ballast.example.com';
  if (!URL.canParse(text)) return { message: 'this is not the address of a web page', mend };
  const { protocol, pathname, search, hash, username, origin } = new URL(text);
  if (protocol !== 'https:' && protocol !== 'http:') return { message: `no page is reached by ${protocol}`, mend };
  if (pathname !== '/' || search !== '' || hash !== '' || username !== '')
    return { message: 'the console has a name of its own, and is not below a path of another', mend };
  return { value: origin };
}

const publicUrl = scalar(parsePublicUrl, {
  describe: 'Where people reach it through a proxy or a network of your own',
  examples: ['https://ballast.example.com'],
});

export const consoleShape = {
  listen: scalar(parseListen, {
    describe: 'Address and port; this machine alone unless told, to be reached by an SSH tunnel or through a proxy',
    examples: ['127.0.0.1:8420'],
  }).prefault('127.0.0.1:8420'),
  tokens: wordField(
    {
      describe:
        'The file of who may do what, chmod 600; `ballast token new` makes its lines. Without it there is only to look',
      examples: ['./console.tokens'],
    },
    /^.+$/,
  ).optional(),
  publicUrl: z
    .union([publicUrl, z.array(publicUrl)], { error: 'a URL or a list of URLs is wanted' })
    .optional()
    .meta({
      description: 'Where people reach it through a proxy or a network of your own; it answers to no other name',
      written: ['https://ballast.example.com'],
    }),
};

/** Only this machine can reach what is listened on there. */
export const listensHereAlone = (listen: string): boolean =>
  local.test(listen.replace(/^\[/, '').replace(/\]?:\d+$/, ''));
