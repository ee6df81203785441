import { unknown } from '../state/numbers.js';

interface AmountProps {
  /** As it is written, by one of `numbers`. */
  of: string;
  unit?: string | null | undefined;
  /** What screen readers say where nothing is known. */
  missing?: string;
  /** Every digit of it, on asking. */
  exact?: string | null | undefined;
}

/** A figure with its unit; where it is not known it says so, and never 0. */
export const Amount = ({ of, unit, missing = 'not known', exact }: AmountProps) =>
  of === unknown ? (
    <span class="num faint">
      <span aria-hidden="true">{unknown}</span>
      <span class="unseen">{missing}</span>
    </span>
  ) : (
    <span class="num" title={exact ?? undefined}>
      {of}
      {unit && <span class="unit">{`\u202f${unit}`}</span>}
    </span>
  );
