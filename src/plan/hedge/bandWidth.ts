import type { HedgeBand } from '../../model/strategy.js';
import type { BandInputs } from './bandInputs.js';
import { fixedCostWidth } from './fixedCostWidth.js';
import { whalleyWilmott } from './whalleyWilmott.js';
import { zakamouline } from './zakamouline.js';

/** How far the delta may be from the middle of its band, and where that is. Units of the underlying; NaN: not known. */
export interface BandWidth {
  half: number;
  /** The middle of the band less the rule's target. Only `zakamouline` moves it. */
  shift: number;
}

/**
 * The two that weigh risk against cost are never narrower than what a correction costs whatever its size makes worth while, and never
 * wider than half of all that the options' delta could come to change: towards an expiry at the money both formulas go to infinity,
 * and such a band would look on while an option turns into its underlying. `condition` and `every` have no width.
 */
export function bandWidth(band: HedgeBand, inputs: BandInputs): BandWidth {
  switch (band.kind) {
    case 'condition':
    case 'every':
      return { half: 0, shift: 0 };
    case 'fixed':
      return { half: band.width, shift: 0 };
    case 'gamma':
      return { half: Math.abs(inputs.gamma) * inputs.spot * band.move, shift: 0 };
    case 'whalley-wilmott': {
      const { riskAversion } = band;
      const wanted = Math.max(whalleyWilmott(inputs, riskAversion), fixedCostWidth(inputs, riskAversion));
      return { half: Math.min(wanted, inputs.reach), shift: 0 };
    }
    case 'zakamouline': {
      const { riskAversion } = band;
      const { h0, h1, volFactor } = zakamouline(inputs, riskAversion);
      const wanted = Math.max(
        Math.min(h1, inputs.reach) + h0,
        Math.min(fixedCostWidth(inputs, riskAversion), inputs.reach),
      );
      // The delta at the adjusted vol is to be at the target: the one at the book's own vol is then off by what vol makes of it.
      return { half: wanted, shift: volFactor === 1 ? 0 : -inputs.volDelta * (volFactor - 1) };
    }
  }
}
