import type { DecisionView } from '../../../../views/decision.js';
import { Amount } from '../../parts/Amount.js';
import { Card } from '../../parts/Card.js';
import { Fact } from '../../parts/Fact.js';
import { figure } from '../../state/numbers.js';

/** Why it was decided, why not, how large, and the metrics that its condition read. */
export function Reasons({ story: { decision, size, metrics } }: { story: DecisionView }) {
  return (
    <Card title={decision.not.length > 0 ? 'Why, and why not' : 'Why'} span={7}>
      <dl class="facts">
        <Fact name="Because">
          <Lines lines={decision.because} />
        </Fact>
        {decision.not.length > 0 && (
          <Fact name="Not, since">
            <Lines lines={decision.not} />
          </Fact>
        )}
        {size.length > 0 && (
          <Fact name="Size">
            <Lines lines={size} />
          </Fact>
        )}
        {metrics.length > 0 && (
          <Fact name="Read">
            {metrics.map(({ name, value }) => (
              <div key={name}>
                <code>{name}</code> <Amount of={figure(value, 4)} />
              </div>
            ))}
          </Fact>
        )}
      </dl>
    </Card>
  );
}

const Lines = ({ lines }: { lines: readonly string[] }) => (
  <ul>
    {lines.map((line) => (
      <li key={line}>{line}</li>
    ))}
  </ul>
);
