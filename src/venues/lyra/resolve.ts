import type { TradeTerms } from '../../model/order.js';
import { VenueRefusal } from '../venue.js';
import { heldOrRefuse, type Listing } from './find.js';
import { optionOf } from './naming.js';
import { isLong, type OptionType, openedAs, rightOf } from './optionType.js';
import type { LyraDetail, MarketState, OptionState } from './state.js';

/** What terms come down to at this block: which option, and whether more or less of it. */
export interface Resolved extends Listing {
  market: MarketState;
  /** null: a new one is opened. */
  option: OptionState | null;
  type: OptionType;
  opening: boolean;
}

/** @throws VenueRefusal when the terms name something that is not there, or contradict themselves. */
export function resolve(detail: LyraDetail, terms: TradeTerms): Resolved {
  return terms.position === null ? resolveNew(detail, terms) : resolveHeld(detail, terms, terms.position);
}

function resolveHeld(detail: LyraDetail, terms: TradeTerms, position: string): Resolved {
  const { market, option, board, strike } = heldOrRefuse(detail, position);
  const instrument = optionOf(market.contracts, board, strike, rightOf(option.type)).id;
  if (instrument !== terms.instrument) {
    throw new VenueRefusal(`${position} is ${instrument}, not ${terms.instrument}`);
  }
  const opening = (terms.side === 'Buy') === isLong(option.type);
  if (opening && terms.reduceOnly) {
    throw new VenueRefusal(
      `to ${terms.side.toLowerCase()} would enlarge ${position}, and the order may only reduce it`,
    );
  }
  if (!opening && terms.quantity > option.amount) {
    throw new VenueRefusal(`${position} is smaller than what is to be closed`, {
      facts: [`held ${option.amount}, asked ${terms.quantity} (18 decimals)`],
      mend: 'close at most what is held; the other side is another position',
    });
  }
  return { market, option, board, strike, type: option.type, opening };
}

function resolveNew(detail: LyraDetail, terms: TradeTerms): Resolved {
  if (terms.reduceOnly) throw new VenueRefusal('a reduction must say which position it reduces');
  const found = detail.markets.flatMap((market) =>
    market.boards
      .filter((board) => board.settledAt === null)
      .flatMap((board) =>
        board.strikes.flatMap((strike) =>
          (['call', 'put'] as const)
            .filter((right) => optionOf(market.contracts, board, strike, right).id === terms.instrument)
            .map((right): Resolved => {
              const type = openedAs(right, terms.side === 'Buy');
              return { market, option: null, board, strike, type, opening: true };
            }),
        ),
      ),
  );
  const [first, second] = found;
  if (!first) throw new VenueRefusal(`Lyra does not list ${terms.instrument}`);
  if (!second) return first;
  throw new VenueRefusal(`${terms.instrument} is listed twice: two boards expire that day`, {
    mend: 'wait until the earlier of them has been settled',
  });
}
