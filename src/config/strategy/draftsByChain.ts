import type { GasAmount } from '../quantities.js';
import type { Check } from '../readFields.js';
import type { ChainDraft } from '../settings/readChain.js';
import type { SettingsDraft } from '../settings/readSettings.js';
import { didYouMean } from '../suggestion.js';
import type { Draft } from './draft.js';

/** What of a strategy is on one of its chains. */
export interface ChainPart {
  /** null when the chain is not declared, or ballast.yaml could not be read. */
  chain: ChainDraft | null;
  /** The file as if there were no other chain. */
  draft: Draft;
}

/** A strategy chain by chain, the one that its file names first at the head. @param draft its rules placed (`placeRules`) */
export function draftsByChain(check: Check, draft: Draft, settings: SettingsDraft | null): [ChainPart, ...ChainPart[]] {
  const { chains = [], ...first } = draft;
  const home = {
    chain: draft.chain === undefined ? null : findChain(check, ['chain'], draft.chain, settings),
    draft: { ...first, rules: draft.rules.filter(({ chain }) => chain === undefined) },
  };
  const others = chains.map(({ chain: name, path, account = draft.account, gas, watch }): ChainPart => {
    const chain = findChain(check, path, name, settings, true);
    reportOddName(check, path, name);
    if (
      chain?.id !== undefined &&
      [home.chain, ...before(chains, name, settings)].some((one) => one?.id === chain.id)
    ) {
      const message = `\`${name}\` is chain ${chain.id}, which the strategy has already`;
      check.report(path, message, 'put all that is watched on one chain under one name', { atKey: true });
    }
    const { limits } = first;
    const stated = gas ?? limits.day?.gas;
    if (chain?.gasToken !== undefined && stated && stated.token !== chain.gasToken.toUpperCase()) {
      const mend = `state what may be spent there: \`gas: ${stated.amount} ${chain.gasToken.toLowerCase()}\``;
      const message = `gas on ${name} is paid in ${chain.gasToken}, not ${stated.token}`;
      check.report(gas ? [...path, 'gas'] : path, message, mend);
    }
    return {
      chain,
      draft: {
        ...first,
        chain: name,
        ...(account === undefined ? {} : { account }),
        watch,
        rules: draft.rules.filter((rule) => rule.chain === name),
        // In another token it has been reported above, and is no amount of this chain's.
        limits: {
          ...limits,
          ...(limits.day && stated ? { day: { ...limits.day, gas: inTokenOf(chain, stated) } } : {}),
        },
      },
    };
  });
  return [home, ...others];
}

const inTokenOf = (chain: ChainDraft | null, gas: GasAmount): GasAmount =>
  chain?.gasToken === undefined ? gas : { ...gas, token: chain.gasToken.toUpperCase() };

const before = (chains: NonNullable<Draft['chains']>, name: string, settings: SettingsDraft | null) =>
  chains
    .slice(
      0,
      chains.findIndex(({ chain }) => chain === name),
    )
    .map(({ chain }) => settings?.chains.find((one) => one.name === chain));

/** What is there is named `<chain>:<venue>`, so the name of the chain must be a part of a word. */
function reportOddName(check: Check, path: readonly (string | number)[], name: string): void {
  if (/^[^\s:@]+$/.test(name)) return;
  const message = `what is on \`${name}\` could not be named after it`;
  check.report(path, message, 'give the chain a name without spaces, : and @ in ballast.yaml', { atKey: true });
}

function findChain(
  check: Check,
  path: readonly (string | number)[],
  name: string,
  settings: SettingsDraft | null,
  atKey = false,
): ChainDraft | null {
  if (settings === null) return null;
  const found = settings.chains.find((chain) => chain.name === name);
  if (found) return found;
  const known = settings.chains.map((chain) => chain.name);
  const mend = known.length > 0 ? didYouMean(name, known) : 'declare it under `chains:` in ballast.yaml';
  check.report(path, `\`${name}\` is not a chain of ballast.yaml`, mend, atKey ? { atKey } : undefined);
  return null;
}
