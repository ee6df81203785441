import type { ProposalsView, ProposalView } from '../../../views/proposals.js';
import type { StrategiesView } from '../../../views/strategies.js';
import { Card } from '../parts/Card.js';
import { Empty, Loaded } from '../parts/Loaded.js';
import { PageHead } from '../parts/PageHead.js';
import { placeStore } from '../state/route.js';
import { useStore } from '../state/store.js';
import { useView } from '../state/view.js';
import { Proposal } from './strategies/Proposal.js';
import { Strategy } from './strategies/Strategy.js';

/** What runs: its text, what it was before, and what somebody wants it to be. */
export default function Strategies() {
  const name = useStore(placeStore).query.get('strategy');
  const view = useView<StrategiesView>('/v1/strategies', { kinds: ['strategies', 'decisions', 'system'], pace: 2_000 });
  const proposals = useView<ProposalsView>('/v1/proposals', { kinds: ['strategies', 'system'] });
  const waiting = (one: ProposalView) => one.status === 'Proposed' || one.status === 'Confirmed';
  return (
    <>
      <PageHead title="Strategies" lead="what is watched, what rules want, and within which limits" />
      <Loaded view={view}>
        {({ strategies, asOf }) => {
          const shown = strategies.find((one) => one.name === name) ?? strategies[0];
          if (!shown) {
            return (
              <Card title="None yet">
                <Empty title="No strategy has run on this ledger">
                  <code>ballast init</code> writes one; <code>ballast run FILE</code> starts it.
                </Empty>
              </Card>
            );
          }
          const own = (proposals.data?.proposals ?? []).filter((one) => one.strategy === shown.name);
          return (
            <>
              {strategies.length > 1 && (
                <nav class="tabs" aria-label="Strategies">
                  {strategies.map((one) => (
                    <a
                      key={one.name}
                      href={`/strategies?strategy=${encodeURIComponent(one.name)}`}
                      aria-current={one === shown ? 'page' : undefined}
                    >
                      {one.name}
                      {one.proposal && ' ·'}
                    </a>
                  ))}
                </nav>
              )}
              <div class="cards">
                {own.filter(waiting).map((one) => (
                  <Proposal key={one.id} proposal={one} now={asOf} />
                ))}
                <Strategy key={shown.name} strategy={shown} now={asOf} />
                {own
                  .filter((one) => !waiting(one))
                  .slice(0, 5)
                  .map((one) => (
                    <Proposal key={one.id} proposal={one} now={asOf} />
                  ))}
              </div>
            </>
          );
        }}
      </Loaded>
    </>
  );
}
