import { z } from 'zod';
import type { Right } from '../../model/rights.js';
import { liveKinds } from '../live/changes.js';
import { errorView } from './errorView.js';
import { type OtherStatus, otherAnswers } from './otherAnswers.js';
import type { Route } from './route.js';
import { sessionView } from './sessionAnswer.js';

type Json = Record<string, unknown>;

const answersOf: Readonly<Record<'GET' | 'POST', readonly OtherStatus[]>> = {
  GET: [400, 401, 403, 404, 421, 422, 429, 500, 503],
  POST: [400, 401, 403, 404, 409, 413, 415, 421, 422, 429, 500, 503],
};

/** The whole API as an OpenAPI 3.1 document, made of the routes and of the schemas that they are answered by. */
export async function openApi(routes: readonly Route[]): Promise<Json> {
  const schemas: Json = {};
  const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Json => {
    const { $defs = {}, $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json;
    for (const [name, one] of Object.entries($defs as Json))
      schemas[name] = io === 'output' ? open(pointed(one) as Json) : pointed(one);
    return io === 'output' ? open(pointed(rest) as Json) : (pointed(rest) as Json);
  };
  schemas['Error'] = schemaOf(errorView, 'output');

  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    const { query, body, bodySays, answers } = await route.load();
    const said = bodySays ?? body;
    const operation = {
      operationId: nameOf(route),
      summary: route.summary,
      description: [route.note, `Wants the right \`${route.right}\`.`].filter((one) => one !== undefined).join(' '),
      tags: [route.path.split('/')[2]],
      parameters: [
        ...[...route.path.matchAll(/:(\w+)/g)].map(([, name]) => ({
          ...{ name, in: 'path', required: true, schema: { type: 'string' } },
        })),
        ...(query ? parametersOf(schemaOf(query, 'input')) : []),
        ...(route.method === 'POST' ? [idempotencyKey] : []),
      ],
      ...(said && route.method === 'POST' ? { requestBody: requestBody(route, () => schemaOf(said, 'input')) } : {}),
      responses: {
        ...Object.fromEntries(
          Object.entries(answers).map(([status, schema]) => [
            status,
            { description: meanings[status] ?? '', content: inJson(schemaOf(schema, 'output')) },
          ]),
        ),
        ...failures(answersOf[route.method]),
      },
    };
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'ballast',
      version: '1',
      description:
        'What the console is made of, for programs too. Times are Unix milliseconds; quantities and prices of orders exact decimal text; null means not known. docs/http-api.md says more.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: 'http://127.0.0.1:8420' }],
    security: [{ token: [] }, { session: [], csrf: [] }],
    paths: { '/session': sessionPath(schemaOf(sessionView, 'output')), '/v1/live': livePath, ...paths },
    components: {
      schemas,
      responses: Object.fromEntries(
        Object.entries(otherAnswers).map(([status, description]) => [
          `Refused${status}`,
          { description, content: inJson({ $ref: '#/components/schemas/Error' }) },
        ]),
      ),
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: '`ballast token new NAME ROLE` makes one.' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'ballast-8420',
          description: '`ballast-` and the port that is asked; `__Host-ballast` over TLS.',
        },
        csrf: {
          type: 'apiKey',
          in: 'header',
          name: 'x-ballast-csrf',
          description: 'Beside the cookie, for all but GET.',
        },
      },
    },
  };
}

const meanings: Readonly<Record<string, string>> = {
  200: 'As asked.',
  201: 'It is written down.',
  202: 'It is written down; the keeper answers at its next block.',
};

const inJson = (schema: Json) => ({ 'application/json': { schema } });

const failures = (statuses: readonly OtherStatus[]) =>
  Object.fromEntries(statuses.map((status) => [status, { $ref: `#/components/responses/Refused${status}` }]));

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'Sent again with the same key it is done once, and answered alike.',
  schema: { type: 'string', maxLength: 128 },
};

const requestBody = ({ takes }: Route, schema: () => Json): Json =>
  takes === 'rows'
    ? {
        required: true,
        content: {
          'text/csv': { schema: { type: 'string' } },
          'application/json': { schema: { type: 'array', items: { type: 'object' } } },
        },
      }
    : { required: false, content: inJson(schema()) };

function parametersOf({ properties = {}, required = [] }: Json): Json[] {
  return Object.entries(properties as Record<string, Json>).map(([name, { description, ...schema }]) => ({
    ...{ name, in: 'query', required: (required as string[]).includes(name) && schema['default'] === undefined },
    ...(description === undefined ? {} : { description }),
    schema,
  }));
}

/** `pauseOrder`, `getReviews`. */
function nameOf({ method, path }: Route): string {
  const words = path
    .split('/')
    .slice(2)
    .map((word) => word.replace(':id', 'one'));
  return [
    method.toLowerCase(),
    ...words.map((word) => word.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase())),
  ].join('');
}

/** What a schema says beside what a reader needs: that a whole number is one that JSON can carry. */
const unsaid = (name: string, value: unknown): boolean =>
  (name === 'minimum' && value === Number.MIN_SAFE_INTEGER) ||
  (name === 'maximum' && value === Number.MAX_SAFE_INTEGER);

/** Schemas that have a name stand in one place of the document. */
const pointed = (schema: unknown): unknown =>
  JSON.parse(
    JSON.stringify(schema, (name, value: unknown) => (unsaid(name, value) ? undefined : value)).replaceAll(
      '"#/$defs/',
      '"#/components/schemas/',
    ),
  );

/** An answer may have more than is told of it: programs that know of less go on. */
const open = (schema: Json): Json =>
  JSON.parse(
    JSON.stringify(schema, (name, value: unknown) =>
      name === 'additionalProperties' && value === false ? undefined : value,
    ),
  );

const sessionPath = (session: Json): Json => ({
  post: {
    ...{ operationId: 'logIn', summary: 'Log in with a token', tags: ['session'], security: [] },
    requestBody: {
      required: true,
      content: inJson({ type: 'object', required: ['token'], properties: { token: { type: 'string' } } }),
    },
    responses: {
      200: { description: 'And a cookie.', content: inJson(session) },
      ...failures([400, 401, 403, 413, 415, 421, 429, 500, 503]),
    },
  },
  get: {
    ...{ operationId: 'whoAmI', summary: 'Who is logged in, or whose token it is', tags: ['session'] },
    responses: { 200: { description: 'As asked.', content: inJson(session) }, ...failures([401, 421, 429, 500, 503]) },
  },
  delete: {
    ...{ operationId: 'logOut', summary: 'Log out', tags: ['session'] },
    responses: { 200: { description: 'Nobody is logged in any more.' }, ...failures([401, 403, 421, 429, 500, 503]) },
  },
});

const livePath: Json = {
  get: {
    operationId: 'live',
    summary: 'What changes, as it does',
    description: `Server-sent events. \`hello\` says the time of the server and what the caller may do, \`rights\` that it is something else by now, \`changed\` the kinds of things that did (${liveKinds.join(', ')}), \`heartbeat\` comes every 15 s. Wants the right \`view\`.`,
    tags: ['live'],
    responses: {
      200: { description: 'Until the client goes.', content: { 'text/event-stream': { schema: { type: 'string' } } } },
      ...failures([401, 403, 421, 429, 500, 503]),
    },
  },
};

/** What each right lets somebody do. */
export const rightSays: Readonly<Record<Right, string>> = {
  view: 'see everything',
  trade: 'ask for orders, change and cancel them; propose changes of strategies',
  operate: 'pause and halt trading, take alerts on, refuse changes of strategies',
  review: 'answer what waits for a person',
  resume: 'let trading go on, and let changes of strategies in',
};
