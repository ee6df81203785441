import { z } from 'zod';
import { type Desk, handling, type Route } from '../route.js';
import { reason } from './written.js';

const text = z.strictObject({
  strategy: z.string().min(1).max(200),
  source: z.string().max(60_000).meta({ description: 'The whole file, as YAML.' }),
});
const views = () => import('../../views/proposals.js');
const contextOf = ({ ledger, settingsFile, knowledge: { env }, now }: Desk) => ({ ledger, settingsFile, env, now });
const path = '/v1/proposals';

/** Changes of strategies that run: thought about, proposed, and let in by somebody who may resume trading. */
export const proposalRoutes: readonly Route[] = [
  {
    ...{ method: 'GET', path, right: 'view', summary: 'Changes that were proposed, newest first' },
    async load() {
      const { proposalsView, readProposals } = await views();
      return handling({
        query: z.strictObject({ strategy: z.string().max(200).optional() }),
        answers: { 200: proposalsView },
        handle: async ({ ledger, now }, { query: { strategy } }) => ({
          body: await readProposals(ledger, { now: now(), ...(strategy === undefined ? {} : { strategy }) }),
        }),
      });
    },
  },
  {
    ...{
      method: 'POST',
      path: `${path}/draft`,
      right: 'trade',
      summary: 'What a new text would change, and decide now',
    },
    note: 'Writes nothing.',
    async load() {
      const { considerChange } = await import('../../change/considerChange.js');
      return handling({
        body: text,
        answers: { 200: (await views()).draftView },
        handle: async (desk, { body }) => ({
          body: await considerChange(contextOf(desk), { ...body, mayNameAny: false }),
        }),
      });
    },
  },
  {
    ...{ method: 'POST', path, right: 'trade', summary: 'Propose a new text of a strategy that runs' },
    note: 'Nothing changes before somebody with the right `resume` confirms it.',
    async load() {
      const { proposeChange } = await import('../../change/proposeChange.js');
      return handling({
        body: text.extend({ text: reason }),
        bodySays: text.extend({ text: z.string().optional() }),
        answers: { 201: z.looseObject({ id: z.string(), hash: z.string(), strategy: z.string() }) },
        handle: async (desk, { body: { text: because, ...asked }, by: { author } }) => ({
          status: 201,
          body: await proposeChange(contextOf(desk), { ...asked, because, author, mayNameAny: false }),
        }),
      });
    },
  },
  {
    ...{ method: 'POST', path: `${path}/:id/confirm`, right: 'resume', summary: 'Let a proposed text be taken' },
    note: 'The daemon takes it between its next two ticks, whole or not at all.',
    async load() {
      const { confirmProposal } = await import('../../change/answerProposal.js');
      return handling({
        body: z.strictObject({
          hash: z.string().max(80).meta({ description: 'Of the text that you have before you.' }),
        }),
        answers: { 202: z.looseObject({ id: z.string(), status: z.string() }) },
        handle: async ({ ledger }, { params, body: { hash }, by }) => ({
          status: 202,
          body: await confirmProposal(ledger, { id: params['id'] ?? '', hash, ...by }),
        }),
      });
    },
  },
  {
    ...{ method: 'POST', path: `${path}/:id/reject`, right: 'operate', summary: 'Refuse a proposed text' },
    note: 'Also one that is confirmed, until the daemon has taken it.',
    async load() {
      const { rejectProposal } = await import('../../change/answerProposal.js');
      return handling({
        body: z.strictObject({ text: reason }),
        bodySays: z.strictObject({ text: z.string().optional() }),
        answers: { 200: z.looseObject({ id: z.string(), status: z.string() }) },
        handle: async ({ ledger }, { params, body, by }) => ({
          body: await rejectProposal(ledger, { id: params['id'] ?? '', because: body.text, ...by }),
        }),
      });
    },
  },
];
