import type { DecisionView } from '../../../../views/decision.js';
import { Amount } from '../../parts/Amount.js';
import { Card } from '../../parts/Card.js';
import { Fact } from '../../parts/Fact.js';
import { sayHealth } from '../../parts/HealthBar.js';
import { When } from '../../parts/When.js';
import { brief, figure, price, usd } from '../../state/numbers.js';

/** On what it was decided: the block, the strategy's file, and where the book stood. */
export function Grounds({ story }: { story: DecisionView }) {
  const { decision, read } = story;
  return (
    <Card title="On what" span={5}>
      <dl class="facts">
        <Fact name="When">
          <When at={decision.at} now={story.at} />, block <span class="num">{figure(read.blockNumber, 0)}</span>{' '}
          <code title={read.blockHash}>{brief(read.blockHash, 10)}</code>
        </Fact>
        {read.agreementText && <Fact name="Agreed">{read.agreementText}</Fact>}
        <Fact name="Book">
          {decision.strategy}, file <code title={decision.strategyHash}>{brief(decision.strategyHash, 10)}</code>
        </Fact>
        <Fact name="Equity">
          <Amount of={usd(story.equityUsd)} unit="USD" />
        </Fact>
        <Fact name="Worst health">
          <span class="num">{sayHealth(story.worstHealth)}</span>
        </Fact>
        {story.underlyings.map((one) => (
          <Fact key={one.underlying} name={one.underlying}>
            <Amount of={figure(one.delta, 3, true)} unit={one.underlying} /> at{' '}
            <Amount of={price(one.priceUsd)} unit="USD" />
          </Fact>
        ))}
        <Fact name="Inputs">
          <code title={read.inputsHash}>{brief(read.inputsHash, 10)}</code>
        </Fact>
      </dl>
    </Card>
  );
}
