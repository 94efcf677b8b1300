import { describe, expect, test } from 'vitest';
import { analyze } from '../../engine/analyze/analyze.ts';
import { reportAnalysis } from '../../engine/analyze/report.ts';
import { layerTable } from '../../engine/analyze/table.ts';
import { tableCsv, tableMarkdown, tableText } from '../../engine/analyze/table-text.ts';
import { analyzed, networkOf, small } from './drawn.ts';

/** A stem, a block repeated three times, and a block with an auxiliary head in it. */
const nested = analyze({
  ...networkOf(
    ['input', 'input', { height: 8, width: 8, channels: 4 }],
    ['stem', 'conv2d', { filters: 4, kernel: 1 }],
    ['body/0/conv', 'conv2d', { filters: 4 }],
    ['body/0/act', 'relu'],
    ['body/1/conv', 'conv2d', { filters: 4 }],
    ['body/1/act', 'relu'],
    ['body/2/conv', 'conv2d', { filters: 4, stride: 2 }],
    ['body/2/act', 'relu'],
    ['flat', 'flatten'],
    ['dense', 'dense', { units: 2 }],
    ['head', 'classifier'],
    ['aux/flat', 'flatten', {}, 'body/2/act'],
    ['aux/dense', 'dense', { units: 2 }],
    ['aux/head', 'auxiliaryHead'],
  ),
  groups: [
    ...[0, 1, 2].map((i) => ({ path: `body/${i}`, block: 'unit', params: {} })),
    { path: 'aux', block: 'auxiliary', params: {} },
  ],
});

describe('layer table', () => {
  test('has equal repeats in one row, others in their own, and what is inside below', () => {
    const { rows } = layerTable(nested);
    expect(rows.map((r) => [r.level, r.label, r.kind, r.repeat])).toEqual([
      [0, 'input', 'input', 1],
      [0, 'stem', 'conv2d', 1],
      [0, 'body/0 … body/1', 'unit', 2],
      [1, 'conv', 'conv2d', 1],
      [1, 'act', 'relu', 1],
      [0, 'body/2', 'unit', 1],
      [1, 'conv', 'conv2d', 1],
      [1, 'act', 'relu', 1],
      [0, 'flat', 'flatten', 1],
      [0, 'dense', 'dense', 1],
      [0, 'head', 'classifier', 1],
      [0, 'aux', 'auxiliary', 1],
      [1, 'flat', 'flatten', 1],
      [1, 'dense', 'dense', 1],
      [1, 'head', 'auxiliaryHead', 1],
    ]);
  });

  test('sums blocks; the outermost rows add up to the totals', () => {
    const { rows, totals, training } = layerTable(nested, { depth: 0 });
    expect(rows.every((r) => r.level === 0)).toBe(true);
    // A 3 × 3 over 4 channels with 4 filters: 148 parameters, 8·8·4·36 multiplications; two of them.
    expect(rows[2]).toMatchObject({ params: 296, operations: 2 * 9216, shape: [4, 8, 8] });
    const sum = (of: (r: (typeof rows)[number]) => number) => rows.reduce((n, r) => n + of(r), 0);
    expect(sum((r) => r.operations)).toBe(training.operations);
    expect(sum((r) => r.params)).toBe(training.params);
    expect(sum((r) => r.share)).toBeCloseTo(1, 12);
    expect(totals).toEqual({ params: nested.totals.params, operations: nested.totals.multiplies });
    expect(rows.at(-1)).toMatchObject({ label: 'aux', share: 0, inference: false });
  });

  test('counts by any convention', () => {
    const { rows, totals } = layerTable(analyzed(...small), { convention: 'torchinfo', batch: 2 });
    expect(totals.operations).toBe(2 * 938);
    expect(rows.find((r) => r.label === 'norm')?.operations).toBe(12);
  });

  test('as text has aligned columns, grouped thousands and totals', () => {
    expect(tableText(layerTable(nested, { depth: 0 }))).toMatchInlineSnapshot(`
      "Layer                 Kind                   Output  Parameters  Multiplications  Product                 Share  Field
      ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
      input                 Input               8 × 8 × 4                                                              1 × 1
      stem                  Convolution         8 × 8 × 4          20            1,024  8 × 8 × 4 × 1 × 1 × 4   4.7 %  1 × 1
      body/0 … body/1       unit × 2            8 × 8 × 4         296           18,432                         84.2 %  5 × 5
      body/2                unit                4 × 4 × 4         148            2,304                         10.5 %  7 × 7
      flat                  Flatten                    64                                                              7 × 7
      dense                 Dense                       2         130              128  2 × 64                  0.6 %    all
      head                  Softmax classifier          2                                                                all
      aux                   auxiliary                   2         130              128                                   all
      ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
      Total                                                       594           21,888
      With auxiliary heads                                        724           22,016
      "
    `);
  });

  test('as text shows unknown shapes as such', () => {
    const text = tableText(layerTable(analyzed(['input', 'input'], ['conv', 'conv2d', { filters: 'x' }])));
    expect(text).toMatch(/conv +Convolution +\?\n/);
  });

  test('speaks another language where that has the texts', () => {
    const texts = { 'table.layer': '层', 'layer.conv2d.title': '卷积', 'table.total': '合计' };
    const text = tableText(layerTable(nested, { depth: 0 }), { problems: {}, fixes: {}, texts });
    const lines = text.split('\n');
    // Its letters take two columns each: the kinds still begin below one another.
    const column = (line: string, word: string) => line.indexOf(word);
    expect(column(lines[0]!, 'Kind')).toBe(column(lines[2]!, 'Input') - 1);
    expect(column(lines[3]!, '卷积')).toBe(column(lines[2]!, 'Input'));
    expect(text).toContain('合计');
  });

  test('as Markdown', () => {
    expect(tableMarkdown(layerTable(analyzed(...small)))).toMatchInlineSnapshot(`
      "| Layer | Kind | Output | Parameters | Multiplications | Product | Share | Field |
      | --- | --- | ---: | ---: | ---: | --- | ---: | ---: |
      | input | Input | 4 × 4 × 2 |  |  |  |  | 1 × 1 |
      | conv | Convolution | 4 × 4 × 3 | 57 | 864 | 4 × 4 × 3 × 3 × 3 × 2 | 98.3 % | 3 × 3 |
      | norm | Batch norm | 4 × 4 × 3 | 6 |  |  |  | 3 × 3 |
      | relu | ReLU | 4 × 4 × 3 |  |  |  |  | 3 × 3 |
      | max | Max pool | 2 × 2 × 3 |  |  |  |  | 4 × 4 |
      | average | Average pool | 1 × 1 × 3 |  |  |  |  | 4 × 4 |
      | global | Global average pool | 1 × 1 × 3 |  |  |  |  | all |
      | flat | Flatten | 3 |  |  |  |  | all |
      | dense | Dense | 5 | 20 | 15 | 5 × 3 | 1.7 % | all |
      | head | Softmax classifier | 5 |  |  |  |  | all |
      | **Total** |  |  | 83 | 879 |  |  |  |
      "
    `);
  });

  test('as CSV has plain numbers, one line a row, and quotes what needs it', () => {
    const lines = tableCsv(layerTable(analyzed(...small))).split('\r\n');
    expect(lines[0]).toBe(
      'path,kind,block,repeat,height,width,channels,params,multiplies,factors,share,receptive_field,inference',
    );
    expect(lines[2]).toBe(`conv,conv2d,false,1,4,4,3,57,864,4*4*3*3*3*2,${864 / 879},3x3,true`);
    expect(lines[9]).toBe(`dense,dense,false,1,,,5,20,15,5*3,${15 / 879},whole,true`);
    expect(lines).toHaveLength(small.length + 2);
    const odd = tableCsv(layerTable(analyzed(['in,"put', 'input'])));
    expect(odd).toContain('"in,""put",input');
  });
});

describe('report', () => {
  test('is plain data of the form that inspect prints', () => {
    const report = reportAnalysis(analyzed(...small), { convention: 'thop', batch: 2 });
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    expect(report.totals).toMatchObject({ params: 83, multiplies: 879, operations: 2 * 1080 });
    expect(report.training).toMatchObject({ params: 83, onGpu: { total: 4 * (89 + 83 + 83) + 8 * 224 } });
    expect(report.layers[1]).toMatchObject({
      path: 'conv',
      kind: 'conv2d',
      shape: [3, 4, 4],
      size: '4 × 4 × 3',
      params: 57,
      multiplies: 864,
      product: '4 × 4 × 3 × 3 × 3 × 2',
      receptiveField: { size: [3, 3], jump: [1, 1] },
      weights: { weight: [3, 2, 3, 3], bias: [3] },
      outputBytes: 2 * 4 * 48,
    });
    expect(report.layers[1]?.factors).toEqual([
      {
        factors: [
          { name: 'rows', value: 4 },
          { name: 'columns', value: 4 },
          { name: 'filters', value: 3 },
          { name: 'kernelRows', value: 3 },
          { name: 'kernelColumns', value: 3 },
          { name: 'channels', value: 2 },
        ],
      },
    ]);
    expect([report.problems, report.advice]).toEqual([[], []]);
  });

  test('has problems and fixes with their texts', () => {
    const report = reportAnalysis(analyzed(['input', 'input'], ['dense', 'dense']));
    expect(report.problems.map((p) => [p.node, p.code])).toEqual([
      ['', 'network.noHead'],
      ['dense', 'input.notVector'],
    ]);
    expect(report.problems[1]?.message).toContain('32 × 32 × 3');
    expect(report.problems[1]?.fixes[0]?.message).toBe('Put a flatten in front (3072 numbers)');
  });
});
