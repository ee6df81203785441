import { expect, onTestFinished, test } from 'vitest';
import { servedDesk } from '../api/testing/servedDesk.js';

test('default: the console answers who is let in to look, and nobody else', async () => {
  const desk = await servedDesk(onTestFinished);
  const metrics = await desk.ask('GET', '/metrics', { as: 'viewer' });
  expect(metrics.status).toBe(200);
  expect(metrics.text).toMatch(/^ballast_reviews_waiting 1$/m);
  const { cookie } = await desk.logIn('viewer');
  expect((await desk.ask('GET', '/metrics', { headers: { cookie } })).status).toBe(200);
  const refused = await desk.ask('GET', '/metrics');
  expect(refused.status).toBe(401);
  expect(refused.text).not.toContain('ballast_');
});

test('behavior: anybody learns whether it is well, and nothing of why not', async () => {
  const desk = await servedDesk(onTestFinished);
  for (const path of ['/healthz', '/readyz']) {
    const answer = await desk.ask('GET', path);
    expect([answer.status, answer.body]).toEqual([503, { status: 'failed' }]);
    const told = await desk.ask('GET', path, { as: 'viewer' });
    expect(told.body).toMatchObject({ status: 'failed', reasons: [expect.any(String)] });
  }
});

test('behavior: who asks too often, and who guesses tokens, is told to wait', async () => {
  const desk = await servedDesk(onTestFinished, { pace: { atOnce: 2, perSecond: 0.01 } });
  const statuses: number[] = [];
  for (let i = 0; i < 3; i++) statuses.push((await desk.ask('GET', '/metrics', { as: 'viewer' })).status);
  expect(statuses).toEqual([200, 200, 429]);
  const guess = { headers: { authorization: `Bearer ${'x'.repeat(50)}` } };
  const guessed: number[] = [];
  for (let i = 0; i < 40; i++) guessed.push((await desk.ask('GET', '/metrics', guess)).status);
  expect(guessed[0]).toBe(401);
  expect(guessed.at(-1)).toBe(429);
});

test('behavior: without tokens this machine may look, under its own name alone', async () => {
  const desk = await servedDesk(onTestFinished, { isOpen: true });
  expect((await desk.ask('GET', '/metrics')).status).toBe(200);
  const answer = await desk.raw(`GET /metrics HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n`);
  expect(answer).not.toContain('ballast_up');
});
