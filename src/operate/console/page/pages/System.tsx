import { PageHead } from '../parts/PageHead.js';

/** System. */
export default function System(_: { rest: string }) {
  return <PageHead title="System" />;
}
