import { describe, expect, test } from 'vitest';
import type { Value } from '../../engine/ir/graph.ts';
import { elements } from '../../engine/ir/types.ts';
import { isLayerKind, layerOf, layers } from '../../engine/layers/index.ts';
import type { LayerDef, ParamSchema } from '../../engine/layers/layer.ts';
import { readParams } from '../../engine/layers/params.ts';
import { layerCases } from './cases.ts';
import type { LayerCase } from './layer-case.ts';
import { emit, type Placed, place, typeOf } from './place.ts';

const all = Object.entries<LayerDef>(layers);

describe('the registry', () => {
  test.each(all)('%s is documented, and its parameters are', (kind, layer) => {
    expect(layer.kind).toBe(kind);
    expect(layer.help.length).toBeGreaterThan(40);
    expect(layer.help).toMatch(/[.)]$/);
    for (const spec of Object.values(layer.params)) {
      expect(spec.title.length).toBeGreaterThan(0);
      expect(spec.help).toMatch(/\.$/);
    }
    expect(all.filter(([, other]) => other.title === layer.title)).toHaveLength(1);
  });

  test.each(all)('%s accepts its own defaults', (_, { params }) => {
    const written = Object.fromEntries(Object.entries<ParamSchema[string]>(params).map(([f, s]) => [f, s.default]));
    expect(readParams(params, written, '')).toEqual(readParams(params, {}, ''));
    expect(readParams(params, written, '').problems).toEqual([]);
  });

  test('every layer is tried below', () => {
    expect(new Set(layerCases.map((c) => c.kind))).toEqual(new Set(Object.keys(layers)));
  });

  test('knows its kinds by name alone', () => {
    expect(layerOf('relu')).toBe(layers.relu);
    expect(layerOf('toString')).toBeNull();
    expect(isLayerKind('constructor')).toBe(false);
  });
});

const named = (c: LayerCase) => [`${c.kind}, ${c.name}`, c] as const;
const placedAs = (c: LayerCase) => place(c.kind, c.params, ...c.inputs.map((shape) => typeOf(...shape)));

describe('worked out by hand', () => {
  test.each(layerCases.map(named))('the shape of %s', (_, c) => {
    expect(placedAs(c).out).toEqual(typeOf(...c.output));
  });

  test.each(layerCases.filter((c) => c.parameters !== undefined).map(named))('the cost of %s', (_, c) => {
    const { weights, cost } = placedAs(c);
    const trained = Object.values(weights).filter((w) => w.role === 'weight');
    expect(trained.reduce((n, { dims }) => n + dims.reduce((a, b) => a * b, 1), 0)).toBe(c.parameters);
    expect(cost.multiplies.map(({ factors }) => factors.map((f) => f.value))).toEqual(c.products ?? []);
    expect(cost.biasAdds).toBe(c.biasAdds ?? 0);
    expect(cost.normalized).toBe(c.normalized ?? 0);
  });
});

describe('the ops built', () => {
  test.each(layerCases.map(named))('for %s have its shape', (_, c) => {
    const placed = placedAs(c);
    for (const [mode, batch] of [
      ['train', 2],
      ['infer', 'N'],
    ] as const) {
      const { value } = emit(placed, mode, batch);
      expect(value.type.dims).toEqual(placed.out.dims.map((d) => (d === 'N' ? batch : d)));
    }
  });

  test('for views compute nothing', () => {
    const views = layerCases.filter((c) => placedAs(c).cost.view);
    expect(new Set(views.map((c) => c.kind))).toEqual(
      new Set(['flatten', 'dropout', 'shortcut', 'classifier', 'auxiliaryHead', 'resize']),
    );
    for (const c of views) {
      const placed = placedAs(c);
      expect(elements(placed.out)).toBe(elements(typeOf(...c.inputs[0]!)));
      const { value } = emit(placed, 'infer');
      expect(['in0', 'reshape']).toContain(madeBy(placed, value));
    }
  });
});

/** Name of the input that a value is, or the kind of the op that makes it. */
function madeBy(placed: Placed, { id }: Value): string | undefined {
  const { graph } = emit(placed, 'infer');
  const call = graph.calls.find(({ outputs }) => outputs.some((v) => v.id === id));
  return call?.op.kind ?? graph.inputs.find(({ value }) => value.id === id)?.name;
}
