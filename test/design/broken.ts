import * as fc from 'fast-check';
import { layers } from '../../engine/layers/index.ts';
import { fixtureText } from './support.ts';

/** Generators of broken documents, as JSON values. */

const ids = ['a', 'b', 'c', 'd', 'e', 'image', 'in', 'out', 'x1', 'conv1'];
const blockNames = ['p', 'q', 'r', 'residual', 'constructor'];
const names = ['filters', 'stride', 'kernel', 'n', 'index', 'mode', 'toString'];

const id = fc.oneof({ weight: 20, arbitrary: fc.constantFrom(...ids) }, fc.string({ maxLength: 8 }));
const value = fc.oneof(
  fc.integer({ min: -2, max: 300 }),
  fc.double(),
  fc.boolean(),
  fc.constantFrom('same', 'torch', 'valid', 'auto', 'projection', 'relu', ''),
  fc.string({ maxLength: 8 }),
);

/** Well and ill formed expressions over the names above. */
const { expression } = fc.letrec<{ expression: string; tree: string }>((tie) => ({
  expression: fc.oneof(
    { weight: 6, arbitrary: tie('tree').map((text) => `=${text}`) },
    fc.string({ maxLength: 20 }).map((text) => `=${text}`),
  ),
  tree: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.constantFrom(...names, '0', '1', '2', '3.5', '1e308', '"relu"', "'block:p'", 'true', '[1]', 'a.b', '(', ''),
    fc
      .tuple(
        tie('tree'),
        fc.constantFrom('+', '-', '*', '/', '%', '^', '<', '==', '!=', '&&', '||', '=', '??'),
        tie('tree'),
      )
      .map((parts) => parts.join(' ')),
    fc.tuple(tie('tree'), tie('tree'), tie('tree')).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
    fc.tuple(fc.constantFrom('floor', 'max', 'sqrt', 'nope', '-', '!'), tie('tree')).map(([f, a]) => `${f}(${a})`),
  ),
}));

const kind = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...Object.keys(layers)) },
  { weight: 5, arbitrary: fc.constantFrom(...blockNames, 'missing').map((name) => `block:${name}`) },
  { weight: 2, arbitrary: fc.constantFrom('blockInput', 'blockOutput', 'conv2', 'hasOwnProperty') },
  { weight: 1, arbitrary: expression },
);

const fieldOf = fc.constantFrom(
  ...new Set([...Object.values(layers).flatMap((layer) => Object.keys(layer.params)), ...names]),
);
const paramValue = fc.oneof(
  { weight: 4, arbitrary: value },
  { weight: 2, arbitrary: expression },
  fc.array(fc.oneof(value, expression), { maxLength: 4 }),
);

const node = fc.record(
  {
    id,
    kind,
    params: fc.dictionary(fieldOf, paramValue, { maxKeys: 4 }),
    inputs: fc.dictionary(fc.oneof({ weight: 8, arbitrary: fc.constant('in') }, id), fc.array(id, { maxLength: 3 }), {
      maxKeys: 2,
    }),
    repeat: fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 0, max: 4 }) }, expression),
    when: fc.oneof(fc.boolean(), expression),
  },
  { requiredKeys: ['id', 'kind'] },
);

const declaration = fc.record(
  {
    type: fc.constantFrom('number', 'boolean', 'text', 'size'),
    default: paramValue,
    min: fc.integer({ min: -2, max: 5 }),
    options: fc.array(fc.constantFrom('relu', 'same', 'block:p'), { maxLength: 2 }),
  },
  { requiredKeys: ['type', 'default'] },
);
const declarations = fc.dictionary(fc.constantFrom(...names), declaration, { maxKeys: 4 });
const nodes = fc.array(node, { maxLength: 12 });

/** Random graphs with blocks that may contain each other, circles, gaps and nonsense, all in the right format. */
export const graph: fc.Arbitrary<unknown> = fc.record({
  format: fc.constant('layerloom'),
  version: fc.constant(1),
  name: fc.constant('random'),
  params: declarations,
  nodes: nodes.map((drawn) => [{ id: 'image', kind: 'input', params: { height: 8, width: 8, channels: 4 } }, ...drawn]),
  blocks: fc.dictionary(
    fc.constantFrom(...blockNames),
    fc.record({ title: fc.constant('b'), params: declarations, nodes }),
    {
      maxKeys: 4,
    },
  ),
});

type Json = Record<string, unknown> | unknown[];

interface Mutation {
  readonly steps: readonly number[];
  readonly action: 'replace' | 'remove' | 'copy' | 'rename';
  readonly junk: unknown;
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  steps: fc.array(fc.nat(1000), { minLength: 1, maxLength: 7 }),
  action: fc.constantFrom('replace', 'replace', 'remove', 'copy', 'rename'),
  junk: fc.oneof(fc.jsonValue({ maxDepth: 2 }), expression, kind, id),
});

/** Changes one place in a JSON value, found by taking the n-th entry at each level as deep as it goes. */
function mutate(root: Json, { steps, action, junk }: Mutation): void {
  let at = root;
  for (const [depth, step] of steps.entries()) {
    const keys = Object.keys(at);
    if (keys.length === 0) return;
    const key = keys[step % keys.length]!;
    const table = at as Record<string, unknown>;
    const next = table[key];
    if (depth < steps.length - 1 && typeof next === 'object' && next !== null) {
      at = next as Json;
      continue;
    }
    if (action === 'remove') {
      if (Array.isArray(at)) at.splice(Number(key), 1);
      else delete table[key];
    } else if (action === 'copy' && Array.isArray(at)) {
      at.push(structuredClone(next));
    } else if (action === 'rename' && !Array.isArray(at)) {
      delete table[key];
      Object.defineProperty(table, String(junk).slice(0, 20), {
        value: next,
        enumerable: true,
        configurable: true,
        writable: true,
      });
    } else {
      table[key] = junk;
    }
    return;
  }
}

/** A good document with some places changed. */
export const mutated: fc.Arbitrary<unknown> = fc
  .tuple(fc.constantFrom('residual', 'plain'), fc.array(mutation, { minLength: 1, maxLength: 5 }))
  .map(([name, mutations]) => {
    const json = JSON.parse(fixtureText(name)) as Json;
    for (const one of mutations) mutate(json, one);
    return json;
  });

/** Any JSON under the right heading. */
export const headed: fc.Arbitrary<unknown> = fc
  .dictionary(fc.constantFrom('name', 'params', 'nodes', 'blocks', 'view', 'node'), fc.jsonValue({ maxDepth: 5 }))
  .map((json) => Object.assign({ format: 'layerloom', version: 1 }, json));
