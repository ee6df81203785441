import { PageHead } from '../parts/PageHead.js';

/** Approvals. */
export default function Approvals(_: { rest: string }) {
  return <PageHead title="Approvals" />;
}
