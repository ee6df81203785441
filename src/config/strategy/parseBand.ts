import type { HedgeBand } from '../../model/strategy.js';
import { type Parsed, parseDuration, parseNumber, parseShare, type Written } from '../quantities.js';

const mend =
  'write a half-width in units of the underlying (`0.5`), `gamma 2%`, `whalley-wilmott 1e-6`, `zakamouline 1e-6` or `every 4h`';

/** `0.5`, `gamma 2%`, `whalley-wilmott 1e-6`, `zakamouline 1e-6`, `every 4h`. */
export function parseBand(written: Written): Parsed<HedgeBand> {
  const [kind = '', given, ...rest] = String(written).trim().split(/\s+/);
  if (rest.length > 0) return { message: `\`${written}\` is not a band`, mend };
  if (given === undefined) {
    const width = parseNumber(kind);
    if (!('value' in width)) return { message: `\`${written}\` is not a band`, mend };
    return width.value > 0 ? { value: { kind: 'fixed', width: width.value } } : tooSmall(written);
  }
  switch (kind) {
    case 'gamma': {
      const move = parseShare(given);
      if (!('value' in move)) return move;
      return move.value > 0 ? { value: { kind, move: move.value } } : tooSmall(written);
    }
    case 'whalley-wilmott':
    case 'zakamouline': {
      const riskAversion = parseNumber(given);
      if (!('value' in riskAversion)) return riskAversion;
      return riskAversion.value > 0 ? { value: { kind, riskAversion: riskAversion.value } } : tooSmall(written);
    }
    case 'every': {
      const interval = parseDuration(given);
      if (!('value' in interval)) return interval;
      return interval.value > 0 ? { value: { kind, interval: interval.value } } : tooSmall(written);
    }
    default:
      return { message: `\`${kind}\` is not a kind of band`, mend };
  }
}

const tooSmall = (written: Written): Parsed<HedgeBand> => ({
  message: `\`${written}\` is a band of no width`,
  mend: 'write more than 0',
});
