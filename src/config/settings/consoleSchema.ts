import { z } from 'zod';
import { scalar, wordField } from '../fields.js';
import type { Parsed, Written } from '../quantities.js';
import { listenField } from './listenAddress.js';

/** How the console is served, checked. */
export interface ConsoleSettings {
  /** `127.0.0.1:8420`. */
  listen: string;
  /** The file of who may do what; null: who reaches it may look, and nothing else. */
  tokens: string | null;
  /** Where people reach it from elsewhere. */
  publicUrls: readonly string[];
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
  listen: listenField(
    'Address and port; this machine alone unless told, to be reached by an SSH tunnel or through a proxy',
    '127.0.0.1:8420',
  ),
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
