import { type Address, getAddress, isAddress } from 'viem';
import { BallastError } from '../../../model/error.js';
import { venueKinds } from '../../../venues/venues.js';
import { knownChains } from './knownChains.js';
import { parseContract, parseToken, type StatedContract, type StatedToken } from './ownChain.js';

/** What `ballast init` was told on the command line. */
export interface InitFlags {
  chain?: string;
  endpoint?: readonly string[];
  account?: string;
  venues?: string;
  contract?: readonly string[];
  token?: readonly string[];
  hedge?: string;
  name?: string;
  yes?: boolean;
}

/** The same, understood; what was not said is absent. */
export interface Given {
  chain?: string;
  endpoints: readonly string[];
  account?: Address;
  venues: readonly string[] | null;
  contracts: readonly StatedContract[];
  tokens: readonly StatedToken[];
  hedge: readonly string[] | null;
  name: string;
  yes: boolean;
}

/** One thing that stands in the way. */
export interface Obstacle {
  what: string;
  mend: string;
}

/** All that stands in the way, in one report. */
export const inTheWay = (obstacles: readonly Obstacle[]): BallastError => {
  const count = obstacles.length === 1 ? 'one thing stands' : `${obstacles.length} things stand`;
  return new BallastError(`${count} in the way; nothing was written`, {
    facts: obstacles.flatMap(({ what, mend }) => [what, `  mend: ${mend}`]),
  });
};

/** @param interactive Whether what is missing can be asked for. @throws BallastError with everything that is wrong or missing */
export function readFlags(flags: InitFlags, interactive: boolean): Given {
  const obstacles: Obstacle[] = [];
  const read = <Value>(texts: readonly string[] | undefined, parse: (text: string) => Value): Value[] =>
    (texts ?? []).flatMap((text) => {
      try {
        return [parse(text)];
      } catch (error) {
        if (!(error instanceof BallastError)) throw error;
        obstacles.push({ what: error.shortMessage, mend: error.mend ?? 'write it as the help says' });
        return [];
      }
    });
  const [chain] = read(flags.chain === undefined ? [] : [flags.chain], parseChain);
  const [account] = read(flags.account === undefined ? [] : [flags.account], parseAccount);
  const [name] = read([flags.name ?? 'book'], parseName);
  const endpoints = read(flags.endpoint, parseEndpoint);
  const venues = flags.venues === undefined ? null : read(flags.venues.split(','), parseVenue);
  const contracts = read(flags.contract, parseContract);
  const tokens = read(flags.token, parseToken);
  const hedge =
    flags.hedge === undefined ? null : flags.hedge === 'none' ? [] : flags.hedge.split(',').map((one) => one.trim());
  if (!interactive) obstacles.push(...missing(flags));
  if (obstacles.length > 0) throw inTheWay(obstacles);
  return {
    ...(chain === undefined ? {} : { chain }),
    ...(account === undefined ? {} : { account }),
    ...{ endpoints, venues, contracts, tokens, hedge, name: name ?? 'book', yes: flags.yes === true },
  };
}

function missing({ chain, endpoint, account, contract, token }: InitFlags): Obstacle[] {
  const nobody = 'there is no terminal to ask at, and';
  const names = knownChains.map(({ name }) => name).join(', ');
  const isOwn = chain !== undefined && !knownChains.some(({ name }) => name === chain);
  return [
    ...(chain ? [] : [{ what: `${nobody} no chain is named`, mend: `--chain NAME: ${names}, or a name of your own` }]),
    ...(endpoint?.length
      ? []
      : [{ what: `${nobody} no endpoint is named`, mend: '--endpoint URL; say it again for a second one' }]),
    ...(account
      ? []
      : [{ what: `${nobody} no account is named`, mend: '--account 0x…: the one to watch; no key is needed' }]),
    ...(isOwn && !contract?.length
      ? [
          {
            what: `${chain} is a chain of your own, and no contract is named`,
            mend: '--contract lyra.viewer=0x…, again for each',
          },
        ]
      : []),
    ...(isOwn && !token?.length
      ? [
          {
            what: `${chain} is a chain of your own, and no token is named`,
            mend: '--token USDC=0x… --token WETH=0x…:ETH',
          },
        ]
      : []),
  ];
}

export function parseChain(text: string): string {
  const name = text.trim();
  if (/^[A-Za-z0-9][\w-]*$/.test(name)) return name;
  throw new BallastError(`\`${name}\` is not a name for a chain`, { mend: 'letters, digits, - and _' });
}

export function parseAccount(text: string): Address {
  const given = text.trim();
  const oneCase = given === given.toLowerCase();
  if (isAddress(given, { strict: !oneCase })) return getAddress(given.toLowerCase());
  throw new BallastError(`\`${given}\` is not an address`, {
    mend: /^0x[0-9a-fA-F]{40}$/.test(given) ? 'its checksum is wrong: copy it again' : '0x and 40 hexadecimal digits',
  });
}

export function parseEndpoint(text: string): string {
  const given = text.trim();
  if (URL.canParse(given) && /^(wss?|https?):$/.test(new URL(given).protocol)) return given;
  // It is not repeated: it may carry a key.
  throw new BallastError('an endpoint is not a URL', { mend: 'it begins with wss://, ws://, https:// or http://' });
}

export function parseVenue(text: string): string {
  const id = text.trim();
  const known = venueKinds.map((kind) => kind.id);
  if (known.includes(id)) return id;
  throw new BallastError(`\`${id}\` is not a venue that ballast knows`, { mend: `name some of ${known.join(', ')}` });
}

function parseName(text: string): string {
  if (/^[A-Za-z0-9][\w-]*$/.test(text)) return text;
  throw new BallastError(`\`${text}\` is not a name for a strategy`, { mend: 'letters, digits, - and _' });
}
