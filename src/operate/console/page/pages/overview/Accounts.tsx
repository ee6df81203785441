import type { BookView } from '../../../../views/book.js';
import { Amount } from '../../parts/Amount.js';
import { HealthBar, healthTone, sayHealth } from '../../parts/HealthBar.js';
import { Empty } from '../../parts/Loaded.js';
import { Tag } from '../../parts/Tag.js';
import { percent, price, usd } from '../../state/numbers.js';

const words = { good: 'well', warn: 'a rule acts', bad: 'near its end', plain: 'not known', note: '' } as const;

/** Each margin account with how far it is from where it is liquidated. */
export function Accounts({ book }: { book: BookView }) {
  if (book.marginAccounts.length === 0) {
    return (
      <Empty title="No margin account">
        Nothing here can be liquidated. One appears with the first position on margin.
      </Empty>
    );
  }
  return (
    <ul class="accounts">
      {book.marginAccounts.map((account) => {
        const tone = healthTone(account.health, account.healthTrigger);
        return (
          <li key={`${account.venue} ${account.id}`}>
            <div class="head">
              <span class="title">{account.id}</span>
              <Tag tone={tone}>{words[tone]}</Tag>
              <span class="value num">{sayHealth(account.health)}</span>
            </div>
            <HealthBar
              health={account.health}
              trigger={account.healthTrigger}
              target={account.healthTarget}
              name={account.id}
            />
            <div class="small soft row">
              <span>
                equity <Amount of={usd(account.equityUsd)} unit="USD" />
              </span>
              <span>
                needs <Amount of={usd(account.maintenanceUsd)} unit="USD" />
              </span>
              {account.liquidationPriceUsd !== null && (
                <span>
                  liquidated at{' '}
                  <Amount
                    of={price(account.liquidationPriceUsd)}
                    unit={`USD${account.underlyings[0] ? ` (${account.underlyings[0]})` : ''}`}
                  />
                </span>
              )}
              {account.touchProbability !== null && account.touchProbability >= 0.0005 && (
                <span>
                  touch within a day <Amount of={percent(account.touchProbability)} unit="%" />
                </span>
              )}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
