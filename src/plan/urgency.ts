import type { MarginAccountId } from '../model/marginAccount.js';
import type { MarginRisk } from '../model/riskReport.js';
import { assumedVol } from '../model/riskSettings.js';
import type { Portfolio } from './portfolio.js';

/**
 * How soon an account may be liquidated: years until a price that wanders with its vol has moved by one deviation as far as the
 * liquidation price is away, (distance / vol)². 0 at or below a health of 1; Infinity where no price does it.
 */
function yearsToLiquidation({ health, liquidationDistance }: MarginRisk, vol: number): number {
  if (health <= 1) return 0;
  return (liquidationDistance / vol) ** 2;
}

/**
 * Orders margin accounts by how soon they may be liquidated, the first to die first; of two that no price kills, or that a price
 * kills as soon, the sicker one, then by id: so that what the wallet holds goes where it is needed first when several fall together.
 */
export function byUrgency({ snapshot, risk, outlook }: Portfolio): (a: MarginAccountId, b: MarginAccountId) => number {
  const accounts = new Map(snapshot.readings.flatMap((reading) => reading.marginAccounts.map((one) => [one.id, one])));
  const volOf = (id: MarginAccountId): number => {
    const underlying = accounts.get(id)?.underlyings[0] ?? '';
    const foretold = outlook.forecast?.underlyings.find(({ name }) => name === underlying)?.vol;
    return foretold ?? outlook.settings.vols[underlying] ?? assumedVol;
  };
  const risks = new Map(risk.marginAccounts.map((one) => [one.marginAccount, one]));
  const urgency = (id: MarginAccountId) => {
    const told = risks.get(id);
    const years = told ? yearsToLiquidation(told, volOf(id)) : Number.NaN;
    // Nobody knows how soon, which is no reason to let it wait.
    return { years: Number.isNaN(years) ? 0 : years, health: told?.health ?? 0 };
  };
  return (a, b) => {
    const [one, other] = [urgency(a), urgency(b)];
    if (one.years !== other.years) return one.years < other.years ? -1 : 1;
    if (one.health !== other.health) return one.health < other.health ? -1 : 1;
    return a < b ? -1 : a > b ? 1 : 0;
  };
}
