/** What was found while limits were held against what was done. */
export interface Proof {
  /** Sentences: what is beyond a limit, and what nobody has let pass who had to. */
  violations: string[];
  /** Orders that were taken on, and parts of them that were sent; the checks of these. */
  decisions: number;
  checks: number;
  /** Checks whose number was held against the limit of the file once more, and those of them that a person let pass. */
  measured: number;
  approved: number;
  /** By what is limited: how near to its limit anything came, as a share of it. */
  nearest: Map<string, number>;
}

export const createProof = (): Proof => ({
  ...{ violations: [], decisions: 0, checks: 0, measured: 0, approved: 0 },
  nearest: new Map(),
});

export function noteNear({ nearest }: Proof, what: string, share: number): void {
  nearest.set(what, Math.max(nearest.get(what) ?? 0, share));
}
