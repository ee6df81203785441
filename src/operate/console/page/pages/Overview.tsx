import { PageHead } from '../parts/PageHead.js';

/** Overview. */
export default function Overview(_: { rest: string }) {
  return <PageHead title="Overview" />;
}
