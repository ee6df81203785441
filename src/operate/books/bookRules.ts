import { rulesOfSource } from '../../config/strategy/rulesOfSource.js';
import type { RiskReport } from '../../model/riskReport.js';
import { assumedVol } from '../../model/riskSettings.js';
import type { HedgeRule, Rule } from '../../model/strategy.js';
import type { BandTerms } from '../../plan/hedge/bandInputsOf.js';
import type { KnownChain } from '../../plan/triggers/chainFacts.js';
import type { Ledger } from '../../record/ledger.js';
import { latestHoldings, type RecordedHoldings } from '../../record/queries/holdings.js';
import { lastHedgeCost } from '../../record/queries/lastHedgeCost.js';
import type { RecordedTick } from '../../record/queries/recordedTick.js';
import { strategySource } from '../../record/queries/strategySource.js';
import { riskAt, tickById } from '../../record/queries/ticks.js';

/** Where variables of a strategy's file are looked up. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The rules of a book and what they are judged by, at its newest sample. */
export interface BookRules {
  recorded: RecordedHoldings;
  tick: RecordedTick;
  risk: RiskReport;
  rules: readonly Rule[];
  /** Rules that cannot be understood here: a variable of the file is not set. */
  broken: readonly string[];
  chain: KnownChain;
  termsOf(rule: HedgeRule): BandTerms;
}

/** @returns in a sentence why there is nothing to tell it from, where there is not */
export async function bookRules(ledger: Ledger, strategy: string, env: Environment): Promise<BookRules | string> {
  const recorded = await latestHoldings(ledger, strategy);
  const tick = recorded && (await tickById(ledger, recorded.tick));
  const risk = tick && (await riskAt(ledger, tick.id));
  if (!recorded || !tick || !risk) return 'nothing recorded to tell it from yet';
  const source = await strategySource(ledger, tick.strategyHash);
  if (source === undefined) return 'the file that it was kept by is not in the ledger: `ballast run` writes it there';
  const { rules, broken } = rulesOfSource(strategy, source, env);
  const terms = await termsOf(ledger, recorded, rules);
  const unknown = (rule: HedgeRule): BandTerms => ({
    ...{ cost: Number.NaN, fixedCost: Number.NaN, hold: rule.hold, vol: Number.NaN },
  });
  return {
    ...{ recorded, tick, risk, rules, broken, chain: chainOf(tick.summary) },
    termsOf: (rule) => terms.get(rule) ?? unknown(rule),
  };
}

/** As the recorder writes a tick's summary; ledgers of earlier versions have nothing of gas. */
function chainOf(summary: unknown): KnownChain {
  const { baseFee = null, nativeBalance = null, unread = [] } = (summary ?? {}) as Partial<KnownChain>;
  return { baseFee, nativeBalance, unread };
}

/** A band of costs stands on what the rule's last hedge was expected to cost. */
async function termsOf(
  ledger: Ledger,
  { strategy, forecast, settings }: RecordedHoldings,
  rules: readonly Rule[],
): Promise<Map<HedgeRule, BandTerms>> {
  const terms = new Map<HedgeRule, BandTerms>();
  for (const rule of rules) {
    if (rule.kind !== 'hedge') continue;
    const { name, underlying, hold } = rule;
    const cost = await lastHedgeCost(ledger, strategy, name);
    const vol = forecast?.underlyings.find((one) => one.name === underlying)?.vol;
    terms.set(rule, {
      cost: cost?.share ?? Number.NaN,
      fixedCost: cost?.fixed ?? Number.NaN,
      hold,
      vol: vol ?? settings.vols[underlying] ?? assumedVol,
    });
  }
  return terms;
}
