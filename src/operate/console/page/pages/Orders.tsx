import { PageHead } from '../parts/PageHead.js';

/** Orders. */
export default function Orders(_: { rest: string }) {
  return <PageHead title="Orders" />;
}
