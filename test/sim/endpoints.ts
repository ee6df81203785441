import { type Hex, keccak256 } from 'viem';
import type { Dice } from './dice.js';
import { chosen, type EndpointMood, type FaultKind, type HttpFault, type Profile } from './faults.js';
import { lieAbout, type NamedBlock } from './lies.js';
import type { Node, RpcAnswer, RpcRequest } from './node.js';
import { answerOfThePast } from './staleNode.js';
import type { HttpRequest, HttpResponse, VirtualTime } from './virtualTime.js';

/** The endpoints that a keeper is told of: each passes requests on to the one node, and does to them what the dice say. */
export interface Endpoints {
  /** For the life's settings. Another address for each life, as no two processes share a connection. */
  urls(life: number): string[];
  /** A new step begins: what an endpoint is in the mood for, and every count, begins anew. */
  step(number: number, profile: Profile): void;
  serve(request: HttpRequest): Promise<void>;
}

export interface EndpointsOptions {
  node: Node;
  count: number;
  dice: Dice;
  time: VirtualTime;
  /** What another server than an endpoint answers; null where there is none at this URL. */
  elsewhere: ((url: string) => Promise<string | null>) | undefined;
  /** Told of every fault that was met. */
  met(kind: FaultKind, where: string): void;
  /** Told of signed bytes that a life sends, before anything else. @returns false when the process dies of it first */
  sending(bytes: Hex, hash: Hex, request: HttpRequest): boolean;
  /** Told when a node has them. */
  delivered(bytes: Hex, hash: Hex): void;
  /** Told when the sending is over, answered or not. @returns false when the process dies of it */
  sent(hash: Hex, request: HttpRequest): boolean;
}

type Asked = RpcRequest & { id: unknown };

export function createEndpoints(options: EndpointsOptions): Endpoints {
  const { node, count, dice, time, met } = options;
  let step = 0;
  let profile: Profile | null = null;
  let counts = new Map<string, number>();
  let moods: (EndpointMood | null)[] = [];

  /** Which of its kind this one is, in this step at this endpoint. */
  function nth(...of: (string | number)[]): number {
    const key = of.join(' ');
    const before = counts.get(key) ?? 0;
    counts.set(key, before + 1);
    return before;
  }

  async function answer(endpoint: number, asked: Asked, request: HttpRequest): Promise<RpcAnswer | 'silence'> {
    const { method, params = [] } = asked;
    const n = nth('request', endpoint, method);
    if (method === 'eth_sendRawTransaction') return send(endpoint, params[0] as Hex, n, request);
    const mood = moods[endpoint] ?? null;
    if (mood === 'wrong chain' && method === 'eth_chainId') {
      met('wrong chain', `endpoint ${endpoint}`);
      return { result: '0x1' };
    }
    if (mood === 'stale') {
      met('stale', `endpoint ${endpoint} ${method}`);
      return answerOfThePast(node, asked, dice.between(1, 3, 'how stale', step, endpoint));
    }
    const isHead = method === 'eth_getBlockByNumber' && params[0] === 'latest';
    if (isHead && profile && dice.chance(profile.staleHeads, 'stale head', step, endpoint, n)) {
      met('stale head', `endpoint ${endpoint}`);
      return answerOfThePast(node, asked, 1);
    }
    const honest = await node.ask(asked);
    if (mood !== 'lying' || !profile) return honest;
    const lie = chosen(profile.lies, dice.roll('lie', step, endpoint, method, n));
    const newest = await node.must<NamedBlock>('eth_getBlockByNumber', ['latest', false]);
    const forged =
      lie === null ? null : lieAbout(lie, newest, asked, honest, dice.roll('forged', step, endpoint, method, n));
    if (lie === null || forged === null) return honest;
    met(`lie: ${lie}`, `endpoint ${endpoint} ${method}`);
    return forged;
  }

  async function send(endpoint: number, bytes: Hex, n: number, request: HttpRequest): Promise<RpcAnswer | 'silence'> {
    const hash = keccak256(bytes);
    if (!options.sending(bytes, hash, request)) return 'silence';
    const fault = profile ? chosen(profile.sends, dice.roll('send', step, endpoint, n)) : null;
    if (fault !== null) met(fault, `endpoint ${endpoint}`);
    const lost = fault === 'swallowed' || fault === 'acknowledged and lost';
    const honest: RpcAnswer = lost
      ? { result: hash }
      : await node.ask({ method: 'eth_sendRawTransaction', params: [bytes] });
    if (!lost && 'result' in honest) options.delivered(bytes, hash);
    if (!options.sent(hash, request)) return 'silence';
    if (fault === 'swallowed' || fault === 'answer lost') return 'silence';
    if (fault === 'already known') return { error: { code: -32000, message: 'already known' } };
    if (fault === 'nonce too low') return { error: { code: -32000, message: 'nonce too low' } };
    return honest;
  }

  /** A server of prices, with troubles of its own. */
  async function serveElsewhere(request: HttpRequest, body: string): Promise<void> {
    const n = nth('elsewhere');
    const fault = profile ? chosen(profile.http, dice.roll('elsewhere', step, n)) : null;
    if (fault !== null) met(fault, 'a server of prices');
    const wait = fault === 'late' ? dice.between(500, 12_000, 'late elsewhere', step, n) : 20;
    const good = { status: 200, contentType: 'application/json', body, streamed: true };
    const answers: Record<HttpFault, HttpResponse> = {
      drop: good,
      late: good,
      'too many requests': { ...good, status: 429, body: '{}' },
      truncated: { ...good, body: body.slice(0, -9) },
      HTML: { ...good, contentType: 'text/html', body: '<html></html>' },
    };
    time.at(request.life, time.now() + wait, () =>
      fault === 'drop' ? request.fail(cutConnection()) : request.answer(fault === null ? good : answers[fault]),
    );
  }

  return {
    urls: (life) => Array.from({ length: count }, (_, i) => `http://endpoint-${i}.test/${life}`),
    step(number, next) {
      step = number;
      profile = next;
      counts = new Map();
      moods = Array.from({ length: count }, (_, i) => chosen(next.moods, dice.roll('mood', number, i)));
      // Of several that lie about the same, nobody could tell who is right: one at a time.
      const liar = dice.between(0, count - 1, 'liar', number);
      moods = moods.map((mood, i) => (mood === 'lying' && i !== liar ? null : mood));
    },
    async serve(request) {
      const elsewhere = (await options.elsewhere?.(request.url)) ?? null;
      if (elsewhere !== null) return serveElsewhere(request, elsewhere);
      const endpoint = Number(/endpoint-(\d+)/.exec(request.url)?.[1] ?? 0);
      const asked = JSON.parse(request.body) as Asked | Asked[];
      const batch = Array.isArray(asked) ? asked : [asked];
      const first = batch[0]?.method ?? '';
      const n = nth('post', endpoint, first);
      const fault = profile ? chosen(profile.http, dice.roll('http', step, endpoint, first, n)) : null;
      const isDown = moods[endpoint] === 'down';
      const where = `endpoint ${endpoint} ${batch.map(({ method }) => method.replace('eth_', '')).join(' ')}`;
      if (isDown) met('down', where);
      else if (fault !== null) met(fault, where);
      const latency = 1 + dice.between(0, 40, 'latency', step, endpoint, first, n);
      const later = (ms: number, run: () => void) => time.at(request.life, time.now() + ms, run);
      const cut = () => request.fail(cutConnection());
      if (isDown) return later(1, cut);
      if (fault === 'drop') return later(latency, cut);
      if (fault === 'too many requests') {
        const body = JSON.stringify({ jsonrpc: '2.0', id: null, error: { code: 429, message: 'Too Many Requests' } });
        return later(latency, () => request.answer({ status: 429, contentType: 'application/json', body }));
      }
      const answers: (RpcAnswer | 'silence')[] = [];
      for (const one of batch) {
        answers.push(await answer(endpoint, one, request));
        if (request.life.isDead()) return;
      }
      if (answers.includes('silence')) return later(latency, cut);
      const told = batch.map(({ id }, i) => ({ jsonrpc: '2.0', id, ...(answers[i] as RpcAnswer) }));
      const body = JSON.stringify(Array.isArray(asked) ? told : told[0]);
      const ok = { status: 200, contentType: 'application/json', body };
      if (fault === 'truncated') return later(latency, () => request.answer({ ...ok, body: body.slice(0, -9) }));
      if (fault === 'HTML') {
        const page = { status: 200, contentType: 'text/html', body: '<html><body>Bad gateway</body></html>' };
        return later(latency, () => request.answer(page));
      }
      // Up to beyond what the keeper waits for an answer.
      const extra = fault === 'late' ? dice.between(500, 12_000, 'late', step, endpoint, first, n) : 0;
      later(latency + extra, () => request.answer(ok));
    },
  };
}

const cutConnection = () => Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNRESET' } });
