import { PageHead } from '../parts/PageHead.js';

/** Strategies. */
export default function Strategies(_: { rest: string }) {
  return <PageHead title="Strategies" />;
}
