import { describe, expect, it } from 'vitest';
import classicShapes from '../reference/classic-shapes.json' with { type: 'json' };
import counts from '../reference/counts.json' with { type: 'json' };
import { analyzeSpec, shapeOf, under } from './analyzed.ts';

describe('published totals of networks for large images', () => {
  it.each(counts.imagenet.map((row) => [row.template, row] as const))('%s', (name, row) => {
    const { analysis } = analyzeSpec(`template:${name}`);
    const { totals } = analysis;
    const [height, width, channels] = row.input.split('x').map(Number);
    expect(analysis.byPath.get('input')?.type?.dims).toEqual(['N', channels, height, width]);
    expect(analysis.byPath.get('classifier')?.type?.dims).toEqual(['N', row.classes]);
    expect(totals.params).toBe(row.params);
    expect(totals.multiplies).toBe(row.multiplies);
  });

  it.each(
    counts.imagenet.flatMap((row) => ('paramsWithAux' in row ? [[row.template, row.paramsWithAux] as const] : [])),
  )('%s with its auxiliary heads', (name, params) => {
    expect(analyzeSpec(`template:${name}`).analysis.training.params).toBe(params);
  });

  it.each(['resnet18', 'resnet50', 'resnext50_32x4d'])('%s has no more in training', (name) => {
    const { totals, training } = analyzeSpec(`template:${name}`).analysis;
    expect(training).toEqual(totals);
  });

  it("the paper's GoogLeNet without the biases of its convolutions", () => {
    const { analysis } = analyzeSpec('template:googlenet');
    const convolutions = analysis.nodes.filter((n) => n.inference && n.node.kind === 'conv2d');
    const biases = convolutions.reduce((sum, n) => sum + (n.weights['bias']?.dims[0] ?? 0), 0);
    const row = counts.imagenet.find((r) => r.template === 'googlenet');
    expect(analysis.totals.params - biases).toBe(row?.weightsWithoutConvBias);
  });

  it.each([
    ['resnet50', 3857973248],
    ['resnet101', 7570194432],
    ['resnet152', 11282415616],
  ])('%s with the stride on the first 1×1 (v1)', (name, multiplies) => {
    expect(counts.imagenet.find((row) => row.template === name)?.note).toContain(String(multiplies));
    expect(analyzeSpec(`template:${name}?variant=v1`).analysis.totals.multiplies).toBe(multiplies);
  });
});

describe('ResNets of Keras, whose convolutions have a bias beside their norm', () => {
  // keras.applications prints "Total params", which count the running statistics too: 2 for each channel of a norm.
  it.each([
    ['resnet50', 25_636_712, 53_120],
    ['resnet101', 44_707_176, 105_344],
    ['resnet152', 60_419_944, 151_424],
  ])('%s', (name, total, running) => {
    const { analysis } = analyzeSpec(`template:${name}?variant=v1&bias=yes`);
    const statistics = analysis.nodes
      .flatMap(({ weights }) => Object.values(weights))
      .filter(({ role }) => role === 'statistic')
      .reduce((sum, { dims }) => sum + (dims[0] ?? 0), 0);
    expect(statistics).toBe(running);
    expect(analysis.totals.params + statistics).toBe(total);
  });
});

describe('GoogLeNet module by module (Szegedy et al. 2014, table 1)', () => {
  const { analysis } = analyzeSpec('template:googlenet');
  const { columns: _, ...modules } = counts.googlenetModules;
  it.each(Object.entries(modules))('%s', (name, [weights, multiplies]) => {
    const paths = name === 'conv1' ? ['conv1'] : name === 'conv2' ? ['reduce2', 'conv2'] : [`inception${name}`];
    const sums = paths.map((path) => under(analysis, path));
    expect(sums.reduce((a, s) => a + s.weights, 0)).toBe(weights);
    expect(sums.reduce((a, s) => a + s.multiplies, 0)).toBe(multiplies);
  });
});

describe('ResNets for CIFAR-10', () => {
  const rows = counts.cifar.flatMap((row) => (row.template === undefined ? [] : [row]));
  it.each(rows.map((row) => [row.template, row] as const))('%s', (name, row) => {
    const { totals } = analyzeSpec(`template:${name}`).analysis;
    expect(totals.params).toBe(row.params);
    expect(totals.multiplies).toBe(row.multiplies);
    const projected = analyzeSpec(`template:${name}?shortcut=projection`).analysis.totals;
    expect(projected.params - totals.params).toBe(2752);
    expect(projected.multiplies - totals.multiplies).toBe(262144);
  });

  it('has the deltas of option B in the reference', () => {
    expect(counts.cifar.at(-1)?.note).toContain('2752 params and 262144 multiplies');
  });
});

describe("the course's numbers", () => {
  const course = Object.fromEntries(counts.course.map((row) => [row.case, row]));

  it('5×5 directly', () => {
    const { analysis } = analyzeSpec('template:course_5x5_direct');
    expect(shapeOf(analysis, 'input')).toBe('28x28x192');
    expect(shapeOf(analysis, 'conv5x5')).toBe('28x28x32');
    const row = course['5x5 directly, 28x28x192 to 28x28x32'];
    expect(analysis.byPath.get('conv5x5')?.multiplies).toBe(row?.multiplies);
  });

  it('5×5 behind a bottleneck', () => {
    const { analysis } = analyzeSpec('template:course_5x5_bottleneck');
    const row = course['5x5 behind a 16-channel 1x1'];
    const multiplies = ['bottleneck', 'conv5x5'].map((path) => analysis.byPath.get(path)?.multiplies ?? 0);
    expect(multiplies).toEqual(row?.multiplies);
    expect(multiplies[0]! + multiplies[1]!).toBe(row?.total);
    expect(shapeOf(analysis, 'conv5x5')).toBe('28x28x32');
  });

  it('the Inception module', () => {
    const { analysis } = analyzeSpec('template:course_inception');
    expect(shapeOf(analysis, 'input')).toBe('28x28x192');
    expect(shapeOf(analysis, 'inception/concat')).toBe(
      course['Inception module on 28x28x192: 64 + 128 + 32 + 32']?.shape,
    );
    expect(
      ['conv1x1', 'conv3x3', 'conv5x5', 'poolProjection'].map((id) => shapeOf(analysis, `inception/${id}/conv`)),
    ).toEqual(['28x28x64', '28x28x128', '28x28x32', '28x28x32']);
  });

  it('1×1 convolutions', () => {
    const on192 = analyzeSpec('template:course_1x1_on_28x28x192').analysis;
    expect(shapeOf(on192, 'conv1x1')).toBe(course['1x1 with 32 filters on 28x28x192']?.shape);
    expect(on192.byPath.get('conv1x1')?.multiplies).toBe(28 * 28 * 32 * 192);
    const on32 = analyzeSpec('template:course_1x1_on_6x6x32').analysis;
    expect(shapeOf(on32, 'conv1x1')).toBe('6x6x32');
    const twice = analyzeSpec('template:course_1x1_times_2').analysis;
    expect(shapeOf(twice, 'times2')).toBe('6x6x1');
    expect(twice.byPath.get('times2')?.weights).toEqual({
      weight: { dims: [1, 1, 1, 1], initial: { kind: 'values', values: [2] }, role: 'weight', decays: true },
    });
  });

  it('a residual block whose last layer is zero adds zero to its input', () => {
    const { analysis } = analyzeSpec('template:course_zeroed_residual');
    const last = analysis.byPath.get('residual/conv2');
    expect(last?.weights['weight']?.initial).toEqual({ kind: 'constant', value: 0 });
    expect(last?.weights['bias']?.initial).toEqual({ kind: 'constant', value: 0 });
    expect(analysis.byPath.get('residual/add')?.node.inputs['in']).toEqual(['residual/conv2', 'residual/shortcut']);
  });
});

it('Network in Network has the 966,986 parameters of its Caffe model', () => {
  expect(analyzeSpec('template:network_in_network').analysis.totals.params).toBe(966986);
});

it('LeNet-5 as it is taught: every map reads every map', () => {
  const { params, multiplies } = analyzeSpec('template:lenet5').analysis.totals;
  expect([params, multiplies]).toEqual([61_706, 416_520]);
});

const { source: _, ...byTemplate } = classicShapes;
it.each(Object.entries(byTemplate))('%s has the volumes that PyTorch computes, layer by layer', (name, shapes) => {
  const listed = new Set(['conv2d', 'dense', 'maxPool', 'averagePool']);
  const { nodes } = analyzeSpec(name).analysis;
  const found = nodes
    .filter(({ node }) => listed.has(node.kind))
    .map(({ type }) => {
      const [channels, ...size] = type!.dims.slice(1);
      return [...size, channels].join('x');
    });
  expect(found).toEqual(shapes.split(' '));
});
