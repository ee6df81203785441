import { PageHead } from '../parts/PageHead.js';

/** Decisions. */
export default function Decisions(_: { rest: string }) {
  return <PageHead title="Decisions" />;
}
