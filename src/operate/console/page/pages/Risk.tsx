import { PageHead } from '../parts/PageHead.js';

/** Risk. */
export default function Risk(_: { rest: string }) {
  return <PageHead title="Risk" />;
}
