import type { SystemView } from '../../../../views/system.js';
import { Amount } from '../../parts/Amount.js';
import { Share } from '../../parts/Share.js';
import { Tag } from '../../parts/Tag.js';
import { figure, percent, usd } from '../../state/numbers.js';

type KeyView = SystemView['keys'][number];

/** One key: how much of what it may sign in a day is used. */
export const Key = ({ of: key }: { of: KeyView }) => (
  <div class="stack tight">
    <div class="row apart">
      <code>{key.account}</code>
      <span class="row small soft">
        {key.refused > 0 && <Tag tone="bad">{key.refused} refused</Tag>}
        {key.signatures} signatures, may {key.profile === 'trade' ? 'trade' : 'only reduce'}
      </span>
    </div>
    <Budget name="Turnover" used={key.notionalUsd.used} limit={key.notionalUsd.limit} unit="USD" say={usd} />
    <Budget name="Gas" used={key.gas.used} limit={key.gas.limit} unit="gas tokens" say={(value) => figure(value, 5)} />
  </div>
);

interface BudgetProps {
  name: string;
  used: number;
  limit: number | null;
  unit: string;
  say: (value: number) => string;
}

const Budget = ({ name, used, limit, unit, say }: BudgetProps) => (
  <div>
    <div class="row apart small">
      <span>{name}</span>
      <span>
        <Amount of={say(used)} unit={unit} />
        {limit === null ? <span class="soft"> of no stated budget</span> : <span class="soft"> of {say(limit)}</span>}
      </span>
    </div>
    {limit !== null && limit > 0 && <Share of={used / limit} label={`${name}: ${percent(used / limit, 0)} % used`} />}
  </div>
);
