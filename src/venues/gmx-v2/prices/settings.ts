import { z } from 'zod';
import { bpsField, durationField, scalar } from '../../../config/fields.js';
import type { Parsed, Written } from '../../../config/quantities.js';
import { arbitrumTickers } from './tickers.js';

/** A URL; what is wrong is said without repeating it, for it may carry a key. */
function parseServer(written: Written): Parsed<string> {
  const text = String(written).trim();
  const mend = 'write a URL that begins with https://';
  if (!URL.canParse(text)) return { message: 'the server is not a URL', mend };
  const { protocol } = new URL(text);
  if (protocol === 'https:' || protocol === 'http:') return { value: text };
  return { message: `a server of tickers cannot be asked by ${protocol}`, mend };
}

const server = scalar(parseServer, {
  describe: 'A server of tickers, or the whole URL of its tickers',
  examples: [...arbitrumTickers],
});

/** `prices:` of a GMX V2 deployment in ballast.yaml; everything has a default. */
export const gmxPriceSettings = z
  .strictObject({
    tickers: z
      .union([server.transform((url): string[] => [url]), z.array(server).min(1)], {
        error: 'a URL or a list of URLs is wanted',
      })
      .prefault([...arbitrumTickers])
      .meta({ description: "GMX's servers of prices, the preferred first" }),
    maxAge: durationField('Tickers that are older than this at the block are not used', '30s').prefault('30s'),
    feedMaxAge: durationField(
      "A feed that is older than this at the block is not used; the default is the feed's own heartbeat, or 25h",
      '25h',
    ).optional(),
    maxDeviation: bpsField('Tickers and feed that are further apart let in no new risk').prefault('50bps'),
    sequencerGrace: durationField('No new risk for so long after the L2 sequencer came up', '5m').prefault('5m'),
  })
  .prefault({})
  .meta({ description: 'Where prices come from, and when two sources of them agree' });

export type GmxPriceSettings = z.output<typeof gmxPriceSettings>;
