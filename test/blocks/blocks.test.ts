import { describe, expect, it } from 'vitest';
import type { ParamValue } from '../../engine/base/diagnostics.ts';
import { type BlockName, blocks } from '../../engine/blocks/index.ts';
import { node } from '../../engine/blocks/nodes.ts';
import type { BlockDefinition, DocumentNode, LoomDocument } from '../../engine/design/document.ts';
import { parseDocument } from '../../engine/design/parse.ts';
import { analyzeDocument, shapeOf, texts, under } from '../templates/analyzed.ts';

type Given = Readonly<Record<string, ParamValue>>;

/** Blocks whose output is logits: they hang beside the head. */
const heads: ReadonlySet<string> = new Set(['googlenetAuxiliary', 'inceptionV3Auxiliary']);

type Volume = readonly [height: number, width: number, channels: number];

/** An input that each option of the block can take. */
const natural: Partial<Record<BlockName, Volume>> = {
  bottleneckResidual: [16, 16, 256],
  resnextResidual: [16, 16, 256],
  inceptionV3Auxiliary: [17, 17, 64],
};
const inputOf = (block: BlockName): Volume => natural[block] ?? [16, 16, 64];

/** input → the block (`b`) → global average pool → dense → classifier. */
function around(
  block: BlockName,
  params: Given = {},
  [height, width, channels]: Volume = inputOf(block),
): LoomDocument {
  const trunk = heads.has(block) ? 'input' : 'b';
  const nodes: readonly DocumentNode[] = [
    { id: 'input', kind: 'input', params: { height, width, channels } },
    node('b', `block:${block}`, ['input'], params),
    node('pool', 'globalAveragePool', [trunk]),
    node('flatten', 'flatten', ['pool']),
    node('dense', 'dense', ['flatten'], { units: 10 }),
    node('classifier', 'classifier', ['dense']),
  ];
  return { format: 'layerloom', version: 1, name: block, params: {}, nodes, blocks: {} };
}

const analysisOf = (block: BlockName, params: Given = {}, input = inputOf(block)) => {
  const { analysis, problems } = analyzeDocument(around(block, params, input));
  expect(texts(problems)).toEqual([]);
  return analysis;
};
const trained = (block: BlockName, params: Given = {}, input = inputOf(block)): number =>
  analysisOf(block, params, input)
    .nodes.filter((n) => n.node.path.startsWith('b/'))
    .reduce((sum, n) => sum + n.parameters, 0);

describe.each(Object.entries<BlockDefinition>(blocks))('%s', (name, definition) => {
  it('works as it comes, and with every option and both values of each switch', () => {
    const given: Given[] = [{}];
    for (const [param, spec] of Object.entries(definition.params)) {
      const values = spec.options ?? (spec.type === 'boolean' ? [true, false] : []);
      given.push(...values.map((value) => ({ [param]: value })));
    }
    for (const params of given) {
      const { problems } = analyzeDocument(around(name as BlockName, params));
      expect({ params, problems: texts(problems) }).toEqual({ params, problems: [] });
    }
  });

  it('is a definition in the format of users: it can stand in a file and means the same there', () => {
    const inFile = { ...around(name as BlockName), blocks: { [name]: definition } };
    const { document, problems } = parseDocument(JSON.stringify(inFile), 'block.loom.json');
    expect(texts(problems)).toEqual([]);
    expect(document).toEqual(inFile);
    expect(analyzeDocument(document!).analysis.totals).toEqual(analysisOf(name as BlockName).totals);
  });

  it('says what it is and what each parameter does', () => {
    expect(definition.title).not.toBe('');
    expect(definition.help).toMatch(/\.$/);
    for (const param of Object.values(definition.params)) {
      expect(param.title).toBeTruthy();
      expect(param.help).toMatch(/\.$/);
    }
  });
});

describe('convolution, norm, activation', () => {
  const nodesOf = (params: Given) =>
    analysisOf('convNormActivation', params).nodes.filter((n) => n.node.path.startsWith('b/'));

  it('has a bias exactly where no norm follows, unless told otherwise', () => {
    const hasBias = (params: Given) => 'bias' in nodesOf(params)[0]!.weights;
    expect(hasBias({})).toBe(false);
    expect(hasBias({ norm: 'none' })).toBe(true);
    expect(hasBias({ bias: 'yes' })).toBe(true);
    expect(hasBias({ norm: 'none', bias: 'no' })).toBe(false);
  });

  it('leaves norm and activation out where they are none', () => {
    expect(nodesOf({}).map((n) => n.node.kind)).toEqual(['conv2d', 'batchNorm', 'relu']);
    expect(nodesOf({ norm: 'none' }).map((n) => n.node.kind)).toEqual(['conv2d', 'relu']);
    expect(nodesOf({ activation: 'none' }).map((n) => n.node.kind)).toEqual(['conv2d', 'batchNorm']);
    expect(nodesOf({ activation: 'gelu' }).map((n) => n.node.kind)).toEqual(['conv2d', 'batchNorm', 'gelu']);
  });

  it('hands its window on', () => {
    const [conv] = nodesOf({ kernel: [1, 7], stride: 2, padding: 'torch', groups: 4, filters: 8 });
    expect(conv!.weights['weight']?.dims).toEqual([8, 16, 1, 7]);
    expect(conv!.type?.dims).toEqual(['N', 8, 8, 8]);
  });
});

describe('residual blocks', () => {
  it('count as torchvision counts them', () => {
    // BasicBlock(64, 64); BasicBlock(64, 128, stride 2) with its projection.
    expect(trained('basicResidual', { filters: 64 })).toBe(2 * (9 * 64 * 64 + 2 * 64));
    expect(trained('basicResidual', { filters: 128, stride: 2 })).toBe(
      9 * 64 * 128 + 9 * 128 * 128 + 64 * 128 + 3 * 2 * 128,
    );
    // Bottleneck(64, 64): 64 → 256.
    const bottleneck = 64 * 64 + 9 * 64 * 64 + 64 * 256 + 2 * (64 + 64 + 256);
    expect(trained('bottleneckResidual', { filters: 64 }, [16, 16, 64])).toBe(bottleneck + 64 * 256 + 2 * 256);
    // ResNeXt-50's first block: width 128 in 32 groups of 4.
    const resnext = 64 * 128 + 9 * 4 * 128 + 128 * 256 + 2 * (128 + 128 + 256);
    expect(trained('resnextResidual', { filters: 64 }, [16, 16, 64])).toBe(resnext + 64 * 256 + 2 * 256);
    // Squeeze and excitation at reduction 16: 64 → 4 → 64 with biases.
    const excite = 64 * 4 + 4 + 4 * 64 + 64;
    expect(trained('seResidual', { filters: 64 })).toBe(trained('basicResidual', { filters: 64 }) + excite);
  });

  it('put the stride of a bottleneck where the variant says', () => {
    const sizes = (variant: string) => {
      const analysis = analysisOf('bottleneckResidual', { variant, stride: 2 });
      return ['b/conv1', 'b/conv2', 'b/add'].map((path) => shapeOf(analysis, path));
    };
    expect(sizes('v1')).toEqual(['8x8x64', '8x8x64', '8x8x256']);
    expect(sizes('v1.5')).toEqual(['16x16x64', '8x8x64', '8x8x256']);
  });

  it('add the shortcut to the branch, in this order', () => {
    for (const [block, last] of [
      ['basicResidual', 'b/norm2'],
      ['bottleneckResidual', 'b/norm3'],
      ['resnextResidual', 'b/norm3'],
      ['preActivationResidual', 'b/conv2'],
      ['seResidual', 'b/excite/scale'],
    ] as const) {
      expect(analysisOf(block).byPath.get('b/add')?.node.inputs['in']).toEqual([last, 'b/shortcut']);
    }
  });

  it('start as the identity where they are told to', () => {
    const zero = { kind: 'constant', value: 0 };
    expect(analysisOf('basicResidual', { zeroLast: true }).byPath.get('b/norm2')?.weights['gamma']?.initial).toEqual(
      zero,
    );
    expect(
      analysisOf('bottleneckResidual', { zeroLast: true }).byPath.get('b/norm3')?.weights['gamma']?.initial,
    ).toEqual(zero);
    const bare = analysisOf('basicResidual', { zeroLast: true, norm: 'none' }).byPath.get('b/conv2')?.weights;
    expect([bare?.['weight']?.initial, bare?.['bias']?.initial]).toEqual([zero, zero]);
    const pre = analysisOf('preActivationResidual', { zeroLast: true }).byPath.get('b/conv2')?.weights;
    expect(pre?.['weight']?.initial).toEqual(zero);
  });

  it('have nothing but the addition on the skip of a pre-activation block', () => {
    const analysis = analysisOf('preActivationResidual', { filters: 64 });
    expect(analysis.byPath.get('pool')?.node.inputs['in']).toEqual(['b/add']);
    expect(analysis.byPath.get('b/norm1')?.node.inputs['in']).toEqual(['input']);
  });
});

describe('stages', () => {
  it('stride once, and repeat', () => {
    const analysis = analysisOf('resnetStage', { blocks: 3, filters: 128, stride: 2 });
    expect([0, 1, 2].map((i) => shapeOf(analysis, `b/block/${i}/add`))).toEqual(['8x8x128', '8x8x128', '8x8x128']);
    expect([0, 1, 2].map((i) => analysis.byPath.get(`b/block/${i}/conv1`)?.site?.params['stride'])).toEqual([
      [2, 2],
      [1, 1],
      [1, 1],
    ]);
  });

  it('of no blocks are a wire', () => {
    expect(analysisOf('resnetStage', { blocks: 0 }).byPath.get('pool')?.node.inputs['in']).toEqual(['input']);
  });

  it('differ from their plain twins by the projections alone', () => {
    const sizes = { blocks: 2, filters: 128, stride: 2 };
    const projection = 64 * 128 + 2 * 128;
    expect(trained('resnetStage', sizes) - trained('plainStage', sizes)).toBe(projection);
    const convolutions = (block: BlockName) =>
      analysisOf(block, sizes)
        .nodes.filter((n) => n.node.kind === 'conv2d')
        .map((n) => [n.node.path, n.multiplies]);
    expect(convolutions('plainStage')).toEqual(convolutions('resnetStage'));
  });
});

describe('Inception modules', () => {
  it('cost what the paper gives for 3a, and a multiple without bottlenecks', () => {
    const input = [28, 28, 192] as const;
    const filters = { f1: 64, f3: 128, f5: 32, fpool: 32, norm: 'none' };
    const small = under(analysisOf('inception', { ...filters, f3r: 96, f5r: 16 }, input), 'b');
    expect(small).toEqual({ weights: 163328, multiplies: 128049152 });
    const naive = under(analysisOf('naiveInception', filters, input), 'b');
    expect(naive.weights).toBe(192 * (64 + 9 * 128 + 25 * 32 + 32));
    expect(naive.multiplies).toBe(28 * 28 * naive.weights);
  });

  it('let all channels of the pool through without a projection', () => {
    const analysis = analysisOf('naiveInception', { fpool: 0 }, [28, 28, 192]);
    expect(shapeOf(analysis, 'b/concat')).toBe(`28x28x${64 + 128 + 32 + 192}`);
    expect(analysis.byPath.get('b/concat')?.node.inputs['in']?.at(-1)).toBe('b/pool');
  });

  it('take 3×3 for 5×5 as torchvision does', () => {
    expect(analysisOf('inception', { largeKernel: 3 }).byPath.get('b/conv5x5/conv')?.weights['weight']?.dims).toEqual([
      32, 16, 3, 3,
    ]);
  });

  it.each([
    ['inceptionV3A', { fpool: 32 }, [35, 35, 192], '35x35x256'],
    ['inceptionV3A', { fpool: 64 }, [35, 35, 256], '35x35x288'],
    ['inceptionV3B', {}, [35, 35, 288], '17x17x768'],
    ['inceptionV3C', { f7: 128 }, [17, 17, 768], '17x17x768'],
    ['inceptionV3D', {}, [17, 17, 768], '8x8x1280'],
    ['inceptionV3E', {}, [8, 8, 1280], '8x8x2048'],
  ] as const)('%s %o: shapes of torchvision', (block, params, input, shape) => {
    expect(shapeOf(analysisOf(block, params, input), 'b/concat')).toBe(shape);
  });

  it('of version 3 have ε 1e-3 throughout', () => {
    for (const block of ['inceptionV3A', 'inceptionV3B', 'inceptionV3C', 'inceptionV3D', 'inceptionV3E'] as const) {
      const norms = analysisOf(block).nodes.filter((n) => n.node.kind === 'batchNorm');
      expect(norms.length).toBeGreaterThan(0);
      expect(new Set(norms.map((n) => n.params?.['epsilon']))).toEqual(new Set([1e-3]));
    }
  });
});

describe('auxiliary heads', () => {
  it('count as in torchvision and vanish from the inference totals', () => {
    const { training, totals } = analysisOf('googlenetAuxiliary', { classes: 1000, norm: 'batch' }, [14, 14, 512]);
    expect(training.params - totals.params).toBe(512 * 128 + 2 * 128 + (2048 + 1) * 1024 + (1024 + 1) * 1000);
    const v3 = analysisOf('inceptionV3Auxiliary', { classes: 1000 }, [17, 17, 768]);
    expect(v3.training.params - v3.totals.params).toBe(
      768 * 128 + 2 * 128 + 25 * 128 * 768 + 2 * 768 + (768 + 1) * 1000,
    );
  });

  it('weigh 0.3', () => {
    expect(analysisOf('googlenetAuxiliary').byPath.get('b/head')?.params?.['weight']).toBe(0.3);
  });
});

it('mlpconv is a convolution and two 1×1, each with its activation', () => {
  const analysis = analysisOf('mlpconv', { kernel: 5, f1: 192, f2: 160, f3: 96 }, [32, 32, 3]);
  const block = analysis.nodes.filter((n) => n.node.path.startsWith('b/'));
  expect(block.map((n) => n.node.kind)).toEqual(['conv2d', 'relu', 'conv2d', 'relu', 'conv2d', 'relu']);
  expect(block.reduce((sum, n) => sum + n.parameters, 0)).toBe(14592 + 30880 + 15456);
});
