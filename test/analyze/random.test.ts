import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { advise, describeAdvice } from '../../engine/analyze/advice.ts';
import { analyze } from '../../engine/analyze/analyze.ts';
import { reportAnalysis } from '../../engine/analyze/report.ts';
import { layerTable } from '../../engine/analyze/table.ts';
import { tableCsv, tableText } from '../../engine/analyze/table-text.ts';
import { describeFix, describe as message } from '../../engine/base/catalogue/index.ts';
import type { ParamValue } from '../../engine/base/diagnostics.ts';
import type { Network, NetworkNode } from '../../engine/design/network.ts';
import { layers } from '../../engine/layers/index.ts';
import type { LayerDef } from '../../engine/layers/layer.ts';

const kinds = [...Object.keys(layers), 'conv2', '', '__proto__', 'block:x'];
const fields = [
  'filters',
  'kernel',
  'stride',
  'padding',
  'groups',
  'dilation',
  'units',
  'mode',
  'rate',
  'ceil',
  'toString',
];
const value: fc.Arbitrary<ParamValue> = fc.oneof(
  fc.integer({ min: -2, max: 9 }),
  fc.constantFrom<ParamValue>(
    'same',
    'valid',
    'torch',
    'projection',
    'zeroPad',
    'identity',
    true,
    false,
    '',
    'x',
    1e300,
    0.5,
  ),
  fc.array(fc.integer({ min: -1, max: 5 }), { maxLength: 4 }),
);
const size = fc.integer({ min: 1, max: 12 });

/** Mostly sound wires to earlier nodes, sometimes to later ones, to itself, to nothing. */
const nodeArbitrary = (i: number): fc.Arbitrary<NetworkNode> =>
  fc
    .record({
      kind: i === 0 ? fc.constant('input') : fc.constantFrom(...kinds),
      params: fc.oneof(
        { weight: 3, arbitrary: fc.constant<Record<string, ParamValue>>({}) },
        { weight: 1, arbitrary: fc.dictionary(fc.constantFrom(...fields), value, { maxKeys: 3 }) },
      ),
      sources: fc.array(
        fc.oneof(
          {
            weight: 8,
            arbitrary: fc.integer({ min: Math.max(0, i - 3), max: Math.max(0, i - 1) }).map((s) => `n${s}`),
          },
          { weight: 1, arbitrary: fc.integer({ min: 0, max: 14 }).map((s) => `n${s}`) },
          { weight: 1, arbitrary: fc.constant(null) },
        ),
        { minLength: 1, maxLength: 3 },
      ),
      port: fc.oneof(
        { weight: 9, arbitrary: fc.constant('in') },
        { weight: 1, arbitrary: fc.constantFrom('out', 'toString') },
      ),
      image: fc.record({ height: size, width: size, channels: size }),
    })
    .map(({ kind, params, sources, port, image }) => ({
      path: `n${i}`,
      kind,
      params: i === 0 ? image : params,
      inputs: i === 0 ? {} : { [port]: sources },
    }));

const networkArbitrary: fc.Arbitrary<Network> = fc
  .integer({ min: 0, max: 12 })
  .chain((n) => fc.tuple(...Array.from({ length: n }, (_, i) => nodeArbitrary(i))))
  .map((nodes) => ({ name: 'random', nodes, groups: [] }));

test('any network, however broken, is analysed: no exception, the same answer twice, every problem with a text', () => {
  fc.assert(
    fc.property(networkArbitrary, (network) => {
      const analysis = analyze(network);
      expect(JSON.stringify(reportAnalysis(analyze(structuredClone(network))))).toBe(
        JSON.stringify(reportAnalysis(analysis)),
      );
      const texts = analysis.problems.flatMap((p) => [message(p), ...p.fixes.map((fix) => describeFix(fix))]);
      for (const text of [...texts, ...advise(analysis).map((a) => describeAdvice(a))]) {
        expect(text).not.toMatch(/\{\w+\}|\[\[|undefined|NaN/);
      }
      expect(tableText(layerTable(analysis))).toContain('Total');
      expect(tableCsv(layerTable(analysis)).split('\r\n')).toHaveLength(network.nodes.length + 2);
    }),
    { numRuns: 600 },
  );
});

test('what is accepted has a type, a cost and parameters that agree with its weights', () => {
  fc.assert(
    fc.property(networkArbitrary, (network) => {
      for (const { type, cost, weights, parameters, layer, site } of analyze(network).nodes) {
        if (!cost) continue;
        expect(type?.dims.every((d) => d === 'N' || (Number.isInteger(d) && d >= 1))).toBe(true);
        const trained = Object.values(weights).filter(({ role }) => role === 'weight');
        expect(parameters).toBe(trained.reduce((n, { dims }) => n + dims.reduce((a, b) => a * b, 1), 0));
        expect((layer as LayerDef).shape(site!)).toEqual(type);
      }
    }),
    { numRuns: 300 },
  );
});
