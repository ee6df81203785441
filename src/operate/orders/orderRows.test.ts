import { expect, test } from 'vitest';
import { orderRows } from './orderRows.js';
import { createProblemList } from './problemList.js';

async function read(chunks: Iterable<Buffer | string>, most = 1_000) {
  const problems = createProblemList();
  const rows: (string | undefined)[] = [];
  for await (const row of orderRows(chunks, problems, most)) rows.push(row?.fields.text);
  return { rows, problems: problems.kept.map(({ message }) => message) };
}

test('default: a list where it begins with a bracket, lines otherwise', async () => {
  expect(await read(['\n', ' [{"text"', ': "a"}]'])).toEqual({ rows: ['a'], problems: [] });
  expect(await read(['\uFEFF[{"text": "a"}]'])).toEqual({ rows: ['a'], problems: [] });
  expect(await read(['\n', 'text,side\na,', 'Buy\n'])).toEqual({ rows: ['a'], problems: [] });
  expect((await read(['{"text": "a"}'])).problems).toEqual(['it is not a list']);
  expect((await read([])).problems).toEqual(['the file is empty']);
  expect((await read([' \n'])).problems).toEqual(['the file is empty']);
});

test('invariant: in whatever pieces the bytes come', async () => {
  for (const text of ['[{"text": "mañana →"}]', 'text,side\nmañana →,Buy\n']) {
    const pieces = [...Buffer.from(text)].map((byte) => Buffer.from([byte]));
    expect(await read(pieces)).toEqual({ rows: ['mañana →'], problems: [] });
  }
});

test('args: mostCharacters ends what does not end', async () => {
  function* endless() {
    for (;;) yield 'x'.repeat(100);
  }
  await expect(read(endless())).rejects.toThrow('longer than 0.001 million characters');
});
