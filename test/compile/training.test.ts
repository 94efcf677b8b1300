import { describe, expect, it } from 'vitest';
import { residualBlocks } from '../../engine/compile/residuals.ts';
import { passes, simplify } from '../../engine/compile/simplify.ts';
import { compileTraining } from '../../engine/compile/training.ts';
import type { Graph } from '../../engine/ir/graph.ts';
import { verify } from '../../engine/ir/verifier.ts';
import { interpret } from '../../engine/ops/interpret.ts';
import { trainingSettings } from '../../engine/settings/training.ts';
import { feedsOf } from './feeds.ts';
import { nets, network, residualNet } from './small-nets.ts';

/** Plain gradient descent at rate 1, so that w − w' is the gradient. */
const descent = trainingSettings.parse({
  batch: 3,
  optimizer: { kind: 'sgd', momentum: 0 },
  weightDecay: 0,
  labelSmoothing: 0.1,
});

function metricsOf(graph: Graph, feeds: ReturnType<typeof feedsOf>, names: readonly string[]): Map<string, number> {
  const out = graph.outputs.find((o) => o.name === 'metrics')!.value;
  const { data } = interpret(graph, feeds, [out]).get(out.id)!;
  return new Map(names.map((name, i) => [name, data[i]!]));
}

describe.each(Object.entries(nets))('the step of the %s net', (_, analysis) => {
  const step = compileTraining(analysis, descent);
  const feeds = feedsOf(step.graph);
  feeds.set('learningRate', { dims: [], data: Float64Array.of(1) });

  it('has no problems to begin with', () => {
    expect(analysis.problems).toEqual([]);
  });

  it('is well formed after every pass', () => {
    let graph = step.graph;
    for (const pass of passes) {
      graph = pass.run(graph);
      expect(() => verify(graph)).not.toThrow();
    }
  });

  it('moves every weight by the finite difference of the whole loss', () => {
    const loss = (changed: ReturnType<typeof feedsOf>): number =>
      metricsOf(step.graph, changed, step.metrics).get('loss')!;
    const values = interpret(step.graph, feeds);
    for (const state of step.graph.states.filter((s) => s.role === 'weight')) {
      const before = feeds.get(state.name)!;
      const after = values.get(step.graph.assigns.get(state.name)!.id)!;
      for (const i of new Set([0, Math.floor(before.data.length / 2), before.data.length - 1])) {
        const shifted = (delta: number): ReturnType<typeof feedsOf> => {
          const data = before.data.slice();
          data[i]! += delta;
          return new Map(feeds).set(state.name, { dims: before.dims, data });
        };
        const h = 1e-5;
        const numeric = (loss(shifted(h)) - loss(shifted(-h))) / (2 * h);
        expect(before.data[i]! - after.data[i]!, `${state.name}[${i}]`).toBeCloseTo(numeric, 6);
      }
    }
  });

  it('reports what it names: global norm from the layers, heads, update ratios', () => {
    const metrics = metricsOf(step.graph, feeds, step.metrics);
    const values = interpret(step.graph, feeds);
    let sum = 0;
    for (const state of step.graph.states.filter((s) => s.role === 'weight')) {
      const before = feeds.get(state.name)!.data;
      const after = values.get(step.graph.assigns.get(state.name)!.id)!.data;
      const squares = before.reduce((total, w, i) => total + (w - after[i]!) ** 2, 0);
      sum += squares;
      const layer = state.name.replace(/\.weight$/, '');
      if (layer === state.name) continue;
      expect(metrics.get(`gradientNorm/${layer}`)).toBeCloseTo(Math.sqrt(squares), 8);
      const size = Math.sqrt(before.reduce((total, w) => total + w * w, 0));
      expect(metrics.get(`updateRatio/${layer}`)).toBeCloseTo(Math.sqrt(squares) / size, 8);
    }
    expect(metrics.get('gradientNorm')).toBeCloseTo(Math.sqrt(sum), 8);
    const heads = [...metrics].filter(([name]) => name.startsWith('loss/'));
    const weighted = heads.reduce((total, [name, value]) => total + value * (name === 'loss/aux' ? 0.3 : 1), 0);
    expect(metrics.get('loss')).toBeCloseTo(weighted, 10);
  });
});

describe('simplify', () => {
  it('keeps every result and drops what nobody reads', () => {
    const { graph } = compileTraining(residualNet, descent);
    const again = simplify(graph);
    expect(again.calls.length).toBe(graph.calls.length);
    const kinds = graph.calls.filter((c) => c.origin.path === 'conv0').map((c) => c.op.kind);
    expect(kinds).not.toContain('conv2dInputGradient');
  });
});

describe('residual blocks', () => {
  it('finds branch and skip through a projection and through an identity', () => {
    expect(residualBlocks(residualNet)).toEqual([{ add: 'add', branch: 'norm1', skip: 'skip' }]);
    const identity = network(
      ['input', 'input', { height: 4, width: 4, channels: 2 }],
      ['conv0', 'conv2d', { filters: 2 }],
      ['conv1', 'conv2d', { filters: 2 }],
      ['add', 'add', {}, 'conv0', 'conv1'],
      ['pool', 'globalAveragePool'],
      ['flat', 'flatten'],
      ['head', 'classifier'],
    );
    expect(residualBlocks(identity)).toEqual([{ add: 'add', branch: 'conv1', skip: 'conv0' }]);
  });

  it('leaves out an addition that leads to no head, since nothing of it is computed', () => {
    const dead = network(
      ['input', 'input', { height: 8, width: 8, channels: 1 }],
      ['conv', 'conv2d', { filters: 1 }],
      ['add', 'add', {}, 'conv', 'input'],
      ['flat', 'flatten', {}, 'input'],
      ['dense', 'dense', { units: 3 }],
      ['head', 'classifier'],
    );
    expect(dead.problems.map((p) => [p.code, p.severity])).toEqual([['network.deadBranch', 'warning']]);
    expect(residualBlocks(dead)).toEqual([]);
    expect(compileTraining(dead, descent).metrics.filter((name) => name.startsWith('residualRatio'))).toEqual([]);
  });

  it('reports how far a block is from the identity: 0 where its last gamma is zero', () => {
    const zeroed = compileTraining(residualNet, { ...descent, init: 'zeroLastGamma' });
    expect(metricsOf(zeroed.graph, feedsOf(zeroed.graph), zeroed.metrics).get('residualRatio/add')).toBe(0);
    const usual = compileTraining(residualNet, descent);
    expect(metricsOf(usual.graph, feedsOf(usual.graph), usual.metrics).get('residualRatio/add')).toBeGreaterThan(0.1);
  });
});

describe('gradient clipping', () => {
  it('scales all gradients to the norm that was asked for', () => {
    const clipped = compileTraining(residualNet, { ...descent, clip: 0.01 });
    const feeds = feedsOf(clipped.graph);
    feeds.set('learningRate', { dims: [], data: Float64Array.of(1) });
    const values = interpret(clipped.graph, feeds);
    const squares = clipped.graph.states
      .filter((s) => s.role === 'weight')
      .map((s) => {
        const after = values.get(clipped.graph.assigns.get(s.name)!.id)!.data;
        return feeds.get(s.name)!.data.reduce((total, w, i) => total + (w - after[i]!) ** 2, 0);
      });
    expect(Math.sqrt(squares.reduce((a, b) => a + b))).toBeCloseTo(0.01, 5);
  });
});
