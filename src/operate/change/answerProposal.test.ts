import { join } from 'node:path';
import { keccak256 } from 'viem';
import { expect, onTestFinished, test } from 'vitest';
import type { Proposal } from '../../model/proposal.js';
import { unixMillis } from '../../model/units.js';
import { newId } from '../../record/id.js';
import { type Ledger, openLedger } from '../../record/ledger.js';
import { proposalsThat } from '../../record/queries/proposals.js';
import { endProposal, insertKeptStrategy, insertProposal } from '../../record/statements/proposals.js';
import { saveStrategy, startRun } from '../../record/statements/runs.js';
import { temporaryFolder } from '../../record/testing/sample.js';
import { confirmProposal, proposalNamed, rejectProposal } from './answerProposal.js';

const noon = unixMillis(Date.UTC(2026, 0, 1, 12));
const later = (minutes: number) => unixMillis(noon + minutes * 60_000);
const hashOf = (text: string) => keccak256(Buffer.from(text));

/** A ledger whose daemon keeps `name: book`. */
async function running(): Promise<Ledger> {
  const ledger = openLedger({ file: join(temporaryFolder(onTestFinished), 'ballast.db') });
  onTestFinished(() => ledger.close());
  await ledger.commit(startRun({ version: '1', at: noon }));
  await keeps(ledger, 'name: book');
  return ledger;
}

const keeps = (ledger: Ledger, source: string) =>
  ledger.commit([
    saveStrategy({ hash: hashOf(source), name: 'book', source, at: noon }),
    insertKeptStrategy({ strategy: 'book', file: '/etc/book.yaml', hash: hashOf(source), proposal: null, at: noon }),
  ]);

async function proposed(ledger: Ledger, source: string): Promise<Proposal> {
  const proposal: Proposal = {
    ...{ id: newId(noon), strategy: 'book', file: '/etc/book.yaml', hash: hashOf(source), source },
    ...{ fromHash: hashOf('name: book'), changes: [], foresight: null, untold: 'no block', author: 'ann', because: '' },
    ...{ at: noon, expiresAt: later(60), status: 'Proposed', by: '', decidedAt: null, text: '', endedAt: null },
  };
  await ledger.commit(insertProposal(proposal));
  return proposal;
}

const confirm = (ledger: Ledger, { id, hash }: Proposal, author = 'bob', minutes = 1) =>
  confirmProposal(ledger, { id, hash, author, at: later(minutes) });

test('default: confirmed by whoever has seen this text; whoever comes second is told who was first', async () => {
  const ledger = await running();
  const one = await proposed(ledger, 'name: book # wider');
  expect(await confirm(ledger, one)).toMatchObject({ status: 'Confirmed', by: 'bob' });
  await expect(confirm(ledger, one, 'cay')).rejects.toThrow('is Confirmed by bob already');
});

test('behavior: one that is confirmed is taken back until the daemon has taken it, and is in no way of another then', async () => {
  const ledger = await running();
  const [one, two] = [await proposed(ledger, 'name: book # wider'), await proposed(ledger, 'name: book # narrower')];
  await confirm(ledger, one);
  const reject = () => rejectProposal(ledger, { id: one.id, because: 'no', author: 'cay', at: later(2) });
  expect(await reject()).toMatchObject({ status: 'Rejected', by: 'cay', endedAt: later(2) });
  expect(await proposalNamed(ledger, one.id)).toMatchObject({ status: 'Rejected', by: 'cay', text: 'no' });
  await expect(reject()).rejects.toThrow('is Rejected by cay already');

  await confirm(ledger, two);
  await ledger.commit(endProposal(two.id, { status: 'Applied', text: '', at: later(3) }));
  await expect(rejectProposal(ledger, { id: two.id, because: '', author: 'cay', at: later(4) })).rejects.toThrow(
    'is Applied by bob already',
  );
});

test('invariant: of two that answer at the same moment, through two connections, one wins', async () => {
  const ledger = await running();
  const other = openLedger({ file: ledger.file });
  onTestFinished(() => other.close());
  const one = await proposed(ledger, 'name: book # wider');
  const answers = await Promise.allSettled([
    confirm(ledger, one, 'bob'),
    rejectProposal(other, { id: one.id, because: 'no', author: 'cay', at: later(1) }),
    confirm(other, one, 'dan'),
  ]);
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const answer of answers)
    if (answer.status === 'rejected') expect(String(answer.reason)).toMatch(/is (?:Confirmed|Rejected) by \w+ already/);
});

test('behavior: of two changes of one strategy the second waits for nobody: it is refused', async () => {
  const ledger = await running();
  const [one, two] = [await proposed(ledger, 'name: book # wider'), await proposed(ledger, 'name: book # narrower')];
  await confirm(ledger, one);
  await expect(confirm(ledger, two, 'cay')).rejects.toThrow('bob has confirmed another change of book a moment ago');
});

test('behavior: against what does not run any more, after its time, or with another text: not confirmed', async () => {
  const ledger = await running();
  const [stale, late] = [await proposed(ledger, 'name: book # wider'), await proposed(ledger, 'name: book # late')];
  await expect(confirm(ledger, { ...late, hash: stale.hash })).rejects.toThrow(
    'another text than the one that was shown',
  );
  await expect(confirm(ledger, late, 'bob', 61)).rejects.toThrow(/was to be confirmed by 2026-01-01T13:00/);
  expect(await proposalNamed(ledger, late.id)).toMatchObject({ status: 'Expired', by: '' });
  await keeps(ledger, 'name: book # by hand');
  await expect(confirm(ledger, stale)).rejects.toThrow('was changed since this was proposed');
  expect(await proposalsThat(ledger, 'Confirmed')).toEqual([]);
});

test('args: id, by its beginning; and a reason in plain words', async () => {
  const ledger = await running();
  const [one] = [await proposed(ledger, 'name: book # wider'), await proposed(ledger, 'name: book # narrower')];
  await expect(proposalNamed(ledger, '0000')).rejects.toThrow('no proposal begins with');
  await expect(proposalNamed(ledger, '%')).rejects.toThrow('no proposal begins with');
  await expect(proposalNamed(ledger, one.id.slice(0, 8))).rejects.toThrow('several proposals begin with');
  expect((await proposalNamed(ledger, one.id.toUpperCase())).id).toBe(one.id);
  await expect(
    rejectProposal(ledger, { id: one.id, because: '\u001b[2Jgone', author: 'cay', at: later(1) }),
  ).rejects.toThrow('steer a terminal');
});
