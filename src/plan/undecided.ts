import type { DecisionDraft } from './plan.js';

/** What a decision is about. */
type About = Pick<DecisionDraft, 'rule' | 'kind' | 'subject' | 'orderClass' | 'because'>;

/** A decision on which nothing is known yet but what it is about, and why there is anything to decide. */
export const undecided = (about: About): DecisionDraft => ({
  ...about,
  verdict: 'hold',
  size: [],
  not: [],
  checks: [],
  metrics: {},
  action: null,
});
