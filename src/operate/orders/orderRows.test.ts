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

test('behavior: what is not UTF-8 is refused, wherever the wrong byte is, and no sign is made of it', async () => {
  const latin = Buffer.from('text,side\ncaf\u00e9,Buy\n', 'latin1');
  await expect(read([latin])).rejects.toThrow('it is not UTF-8 text');
  await expect(read([...latin].map((byte) => Buffer.from([byte])))).rejects.toThrow('it is not UTF-8 text');
  await expect(read([Buffer.from('\uFEFFtext,side\na,Buy\n', 'utf16le')])).rejects.toThrow('it is not UTF-8 text');
  await expect(read([Buffer.from('text,side\nmañ').subarray(0, -1)])).rejects.toThrow('it is not UTF-8 text');
  expect(await read([Buffer.from('\uFEFFtext,side\nmañana,Buy\n')])).toEqual({ rows: ['mañana'], problems: [] });
});
