import { expect, test } from 'vitest';
import type { Graph } from '../../engine/ir/graph.ts';
import { f32 } from '../../engine/ir/types.ts';
import { verify, violations } from '../../engine/ir/verifier.ts';
import { smallGraph } from './small-graph.ts';

const graph = smallGraph();
const changed = (change: Partial<Graph>): Graph => ({ ...graph, ...change });
const callWith = (at: number, change: object): Graph =>
  changed({ calls: graph.calls.with(at, { ...graph.calls[at]!, ...change }) });
const stray = { id: 99, type: f32(4) };
const [firstInput] = graph.inputs;

test('a sound graph has no violations', () => {
  expect(violations(graph)).toEqual([]);
  expect(() => {
    verify(graph);
  }).not.toThrow();
});

const broken: readonly (readonly [string, Graph, string])[] = [
  ['calls out of order', changed({ calls: graph.calls.toReversed() }), 'before it is defined'],
  [
    'an input that nothing defines',
    callWith(0, { inputs: [stray, ...graph.calls[0]!.inputs.slice(1)] }),
    'uses %99 before it is defined',
  ],
  [
    'a type that is not what the op infers',
    callWith(1, { outputs: [{ ...graph.calls[1]!.outputs[0]!, type: f32(7) }] }),
    'gives f32[7], but its op infers f32[2,4,3,3]',
  ],
  [
    'a value taken under another type',
    callWith(1, { inputs: [{ ...graph.calls[1]!.inputs[0]!, type: f32(7) }] }),
    'for f32[7], but it is f32[2,4,3,3]',
  ],
  ['attributes that do not fit', callWith(3, { attrs: { dims: [3, 5] } }), 'is ill-typed: reshape'],
  ['a value defined twice', callWith(1, { outputs: graph.calls[0]!.outputs }), 'defines %4 again'],
  [
    'an input declared twice',
    changed({ inputs: [...graph.inputs, { ...firstInput!, value: stray }] }),
    'images is declared twice',
  ],
  ['an assign to no state', changed({ assigns: new Map([['other', graph.states[1]!.value]]) }), 'other: no such state'],
  [
    'an assign of another type',
    changed({ assigns: new Map([['conv.bias', graph.states[0]!.value]]) }),
    'gives f32[4,3,3,3], but the state is f32[4]',
  ],
  [
    'a loss that is no scalar',
    changed({ losses: [{ name: 'head', weight: 1, value: graph.states[1]!.value }] }),
    'loss head is f32[4], not a scalar',
  ],
  [
    'a metric that is not computed',
    changed({ metrics: [{ name: 'norm', value: { id: 98, type: f32() } }] }),
    'metric norm uses %98',
  ],
  [
    'an output that is not computed',
    changed({ outputs: [{ name: 'logits', value: stray }] }),
    'output logits uses %99',
  ],
  ['a node value that is not computed', changed({ nodeValues: new Map([['conv', stray]]) }), 'node conv uses %99'],
];

test.each(broken)('%s is found', (_, g, expected) => {
  expect(violations(g).join('\n')).toContain(expected);
  expect(() => {
    verify(g);
  }).toThrow('graph is not sound');
});
