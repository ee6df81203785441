import type { Underlying } from '../../../model/instrument.js';
import type { RiskReport } from '../../../model/riskReport.js';
import type { Snapshot } from '../../../model/snapshot.js';
import type { TokenDeclaration } from '../../../venues/venue.js';
import type { Watched } from './watched.js';

/** A value of a rule or a limit, and why it is that. */
export interface ProposedField {
  key: string;
  /** As YAML has it. */
  value: string;
  note?: string;
}

export interface ProposedRule {
  /** Sentences that stand above it. */
  why: readonly string[];
  fields: readonly ProposedField[];
  /** false: it is written as a comment, for the operator to decide. */
  active: boolean;
}

/** What `ballast init` proposes for what an account holds. */
export interface Proposal {
  watch: readonly Watched[];
  rules: readonly ProposedRule[];
  limits: readonly ProposedField[];
  surviveBelow: ProposedField;
}

/** What a proposal is made of: what was held at one block. */
export interface Held {
  snapshot: Snapshot;
  report: RiskReport;
  watch: readonly Watched[];
  tokens: Readonly<Record<string, TokenDeclaration>>;
  /** Underlyings to hedge; null: those that look hedged already, and those with options. */
  hedge: readonly Underlying[] | null;
}
