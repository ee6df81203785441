import { PageHead } from '../parts/PageHead.js';
import { placeStore } from '../state/route.js';
import { useStore } from '../state/store.js';
import { Blotter } from './orders/Blotter.js';
import { Execution } from './orders/Execution.js';
import { Story } from './orders/Story.js';

/** Orders: the blotter, how well they were done, or the story of one. */
export default function Orders() {
  const { path } = useStore(placeStore);
  const rest = path.split('/').slice(2).join('/');
  if (rest !== '' && rest !== 'execution') return <Story id={decodeURIComponent(rest)} />;
  const isExecution = rest === 'execution';
  return (
    <>
      <PageHead title="Orders" />
      <nav class="tabs" aria-label="Orders">
        <a href="/orders" aria-current={isExecution ? undefined : 'page'}>
          Blotter
        </a>
        <a href="/orders/execution" aria-current={isExecution ? 'page' : undefined}>
          Execution quality
        </a>
      </nav>
      {isExecution ? <Execution /> : <Blotter />}
    </>
  );
}
