import type { Alarms, AlertCode } from '../../model/alert.js';
import type { Ailment } from './ailment.js';

const codes = {
  silent: 'ENDPOINT_SILENT',
  stale: 'ENDPOINT_STALE',
  lying: 'ENDPOINT_LYING',
  wrongChain: 'ENDPOINT_WRONG_CHAIN',
} as const satisfies Partial<Record<Ailment['kind'], AlertCode>>;

/** What is true of a subject: the texts of its alerts by code, null where there is no cause for one. */
type Findings = Partial<Record<AlertCode, string | null>>;

export interface EndpointAlerts {
  /** @param label names the endpoint among the chain's */
  ofEndpoint(label: string, ailment: Ailment | null, now: number): void;
  /** @param text why the chain counts as silent; null where it does not */
  ofChain(text: string | null, now: number): void;
  /** Resolves when all that was found is told. */
  settled(): Promise<void>;
}

/** What an alert of an endpoint is about. One host may serve several chains. */
export const endpointSubject = (label: string, chainId: number): string => `${label}, chain ${chainId}`;

/** What an alert of a chain is about. */
export const chainSubject = (chainId: number): string => `chain ${chainId}`;

/** An alert that stays is told again this often, so that its text is not an old one. */
const repeatMs = 60_000;

/**
 * Turns what is found into alerts: tells of changes, one at a time and in order, and never makes anybody wait. What is found
 * while one is being told replaces what was found before. An alert that an earlier run has left open is closed when the endpoint
 * is first found well.
 */
export function createEndpointAlerts(alarms: Alarms, chainId: number): EndpointAlerts {
  const wanted = new Map<string, { code: AlertCode; subject: string; text: string | null; at: number }>();
  const told = new Map<string, { isOpen: boolean; at: number }>();
  let isTelling = false;
  let telling: Promise<void> = Promise.resolve();

  function find(subject: string, findings: Findings, now: number): void {
    for (const [code, text] of Object.entries(findings) as [AlertCode, string | null][]) {
      wanted.set(`${code} ${subject}`, { code, subject, text, at: now });
    }
    if (!isTelling) telling = tellAll();
  }

  const untold = () =>
    [...wanted].find(([key, { text, at }]) => {
      const last = told.get(key);
      return last === undefined || last.isOpen !== (text !== null) || (last.isOpen && at - last.at >= repeatMs);
    });

  async function tellAll(): Promise<void> {
    isTelling = true;
    for (let next = untold(); next !== undefined; next = untold()) {
      const [key, { code, subject, text, at }] = next;
      told.set(key, { isOpen: text !== null, at });
      try {
        await (text === null ? alarms.resolve({ code, subject }) : alarms.raise({ code, subject, text }));
      } catch {
        // Whoever keeps alerts says so himself; here the chain is what matters.
      }
    }
    isTelling = false;
  }

  return {
    ofEndpoint(label, ailment, now) {
      const findings: Findings = {};
      for (const [kind, code] of Object.entries(codes)) findings[code] = ailment?.kind === kind ? ailment.text : null;
      find(endpointSubject(label, chainId), findings, now);
    },
    ofChain: (text, now) => find(chainSubject(chainId), { CHAIN_SILENT: text }, now),
    settled: () => telling,
  };
}
