import { describe, expect, it, test } from 'vitest';
import { openDevice } from '../../../engine/backends/webgpu/device.ts';
import { LoadedProgram } from '../../../engine/backends/webgpu/loaded-program.ts';
import type { Target } from '../../../engine/backends/webgpu/lower/choices.ts';
import { lowerGraph } from '../../../engine/backends/webgpu/lower/graph.ts';
import type { Program } from '../../../engine/backends/webgpu/program.ts';
import { Stream } from '../../../engine/base/random.ts';
import type { Graph } from '../../../engine/ir/graph.ts';
import { relu } from '../../../engine/ops/activations.ts';
import { interpret } from '../../../engine/ops/interpret.ts';
import { difference } from '../../onnx/run-case.ts';
import {
  apart,
  type Case,
  conv,
  given,
  gradients,
  graphOf,
  joinedInOne,
  products,
  window,
} from './followed-convolutions.ts';

const device = await openDevice(0);
/** What a GPU gets, on whatever runs the tests. */
const hardware: Target = { ...device.target, software: false, busy: 32_768 };

/** Every convolution in the way of that name, where it has one. */
function lower(graph: Graph, way: string): Program {
  const options = { guards: [], target: hardware };
  const { choices } = lowerGraph(graph, options);
  const wanted = Object.fromEntries([...choices.keys()].map((key) => [key, way]));
  const program = lowerGraph(graph, { ...options, choices: wanted });
  expect([...program.choices.values()].map((c) => c.chosen)).toContain(way);
  return program;
}

/** The furthest that a program's outputs and states are from the float64 reference. */
async function awayFromReference(graph: Graph, program: Program): Promise<number> {
  const stream = new Stream(5);
  const slots = [...graph.inputs, ...graph.states];
  const feeds = new Map(
    slots.map(({ name, value: { type } }) => {
      const dims = type.dims.map(Number);
      const next = (): number => (type.dtype === 'u32' ? 7 : Math.fround(stream.normal()));
      return [name, { dims, data: Float64Array.from({ length: dims.reduce((n, d) => n * d, 1) }, next) }] as const;
    }),
  );
  const loaded = await LoadedProgram.load(device, program);
  try {
    for (const slot of [...program.inputs, ...program.states])
      loaded.write(slot, (slot.dtype === 'u32' ? Uint32Array : Float32Array).from(feeds.get(slot.name)!.data));
    const outputs = await loaded.run();
    const found = new Map(graph.outputs.map(({ value }, i) => [value, outputs[i]!]));
    for (const slot of program.states) {
      const next = graph.assigns.get(slot.name);
      if (next) found.set(next, await loaded.read(slot));
    }
    const wanted = interpret(graph, feeds);
    const away = [...found].map(([{ id }, data]) => {
      const { dims, data: exact } = wanted.get(id)!;
      return difference({ dims, data: Float64Array.from(data) }, { dims, data: exact });
    });
    return Math.max(...away);
  } finally {
    loaded.dispose();
  }
}

/** Kernels by op, each with what shows that it goes on: '+' behind its name. */
const kernelsOf = ({ dispatches }: Program): readonly string[] =>
  dispatches.map(({ kernel: { name } }) => `${name.split('/')[0]}${name.endsWith('/epilogue') ? '+' : ''}`);

const trials = (cases: Readonly<Record<string, Case>>) =>
  Object.entries(cases).flatMap(([name, [graph, ways, kernels]]) =>
    ways.map((way) => [name, way, graph, kernels] as const),
  );

describe('a convolution or product goes on with the formula that follows', () => {
  const all = { ...joinedInOne, ...gradients, ...products, ...apart };
  test.each(trials(all))('%s: %s', async (_, way, graph, kernels) => {
    const program = lower(graph, way);
    expect(kernelsOf(program)).toEqual(kernels);
    expect(Math.max(...program.dispatches.map((d) => d.bindings.length))).toBeLessThanOrEqual(8);
    expect(await awayFromReference(graph, program)).toBeLessThan(2e-5);
  });
});

it("its time is the convolution's, its operations are those of both", () => {
  const of = (followed: boolean): Program =>
    lower(
      graphOf((b) => {
        const y = b.at({ path: 'conv', phase: 'forward' }, () => conv(b, given(b, 1, 4, 5, 5), [6, 4, 3, 3], window));
        return followed ? b.at({ path: 'act', phase: 'forward' }, () => b.one(relu, {}, y)) : y;
      }),
      'direct',
    );
  const [alone] = of(false).dispatches;
  const [together, ...others] = of(true).dispatches;
  expect(others).toEqual([]);
  expect(together).toMatchObject({ origin: { path: 'conv' }, op: 'conv2d', flops: alone!.flops + 6 * 5 * 5 });
});
