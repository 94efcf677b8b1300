import { describe, expect, test } from 'vitest';
import type { ProblemCode } from '../../engine/base/catalogue/index.ts';
import { describe as message } from '../../engine/base/catalogue/index.ts';
import type { FixAction } from '../../engine/base/diagnostics.ts';
import { type LayerKind, layers } from '../../engine/layers/index.ts';
import type { LayerDef, RawParams } from '../../engine/layers/layer.ts';
import { misplace, place, typeOf } from './place.ts';

interface Mistake {
  readonly code: ProblemCode;
  readonly kind: LayerKind;
  readonly params?: RawParams;
  readonly inputs: readonly (readonly number[])[];
  /** What the message must contain. */
  readonly says: readonly string[];
  /** The changes that the fixes make, in order. */
  readonly fixes: readonly Readonly<Record<string, unknown>>[];
}

const set = (field: string, value: unknown) => ({ do: 'setParam', field, value });
const before = (index: number, kind: string, params: RawParams = {}) => ({ do: 'insertBefore', index, kind, params });

const mistakes: readonly Mistake[] = [
  {
    code: 'kernel.tooLarge',
    kind: 'conv2d',
    params: { kernel: 5, padding: 'valid' },
    inputs: [[4, 9, 1]],
    says: ['5 × 5', '4 × 9'],
    fixes: [set('padding', 'same'), set('kernel', [3, 5])],
  },
  {
    code: 'kernel.tooLarge',
    kind: 'maxPool',
    params: { kernel: 3, padding: [1, 0, 0, 0] },
    inputs: [[1, 1, 1]],
    says: ['3 × 3', '1 × 1', '2 × 1 with padding'],
    // A 1 × 1 kernel would see its row of padding alone.
    fixes: [set('padding', 'same')],
  },
  {
    code: 'kernel.tooLargeDilated',
    kind: 'conv2d',
    params: { kernel: 3, dilation: 4, padding: 'valid' },
    inputs: [[8, 8, 1]],
    says: ['spans 9 × 9', '8 × 8'],
    fixes: [set('padding', 'same'), set('kernel', 1), set('dilation', 1)],
  },
  {
    code: 'pool.paddingTooLarge',
    kind: 'averagePool',
    params: { kernel: 2, padding: 2 },
    inputs: [[8, 8, 1]],
    says: ['2, 2, 2, 2', '2 × 2'],
    fixes: [set('padding', 'same')],
  },
  {
    code: 'groups.indivisible',
    kind: 'conv2d',
    params: { filters: 30, groups: 4 },
    inputs: [[8, 8, 12]],
    says: ['4 groups', '12 input channels', '30 filters'],
    // Common divisors of 12 and 30: 1, 2, 3, 6. 12 channels allow 4 groups, so that 32 filters do too.
    fixes: [set('groups', 3), set('groups', 6), set('filters', 32)],
  },
  {
    code: 'norm.groups',
    kind: 'groupNorm',
    params: { groups: 5 },
    inputs: [[8, 8, 12]],
    says: ['5 groups', '12 channels'],
    fixes: [set('groups', 4)],
  },
  {
    code: 'norm.single',
    kind: 'groupNorm',
    params: { groups: 0 },
    inputs: [[1, 1, 12]],
    says: ['12 groups', 'single number'],
    fixes: [],
  },
  {
    code: 'norm.single',
    kind: 'layerNorm',
    inputs: [[4, 4, 1]],
    says: ['1 group ', 'single number'],
    fixes: [],
  },
  {
    code: 'slice.noAxis',
    kind: 'slice',
    params: { axis: 'rows' },
    inputs: [[12]],
    says: ['12', 'no rows'],
    fixes: [],
  },
  {
    code: 'slice.beyond',
    kind: 'slice',
    params: { axis: 'rows', to: 9 },
    inputs: [[8, 8, 12]],
    says: ['up to 9', '8 rows'],
    fixes: [set('to', 0)],
  },
  {
    code: 'slice.empty',
    kind: 'slice',
    params: { from: 3, to: 3 },
    inputs: [[8, 8, 12]],
    says: ['From 3 to 3', 'channels'],
    fixes: [],
  },
  {
    code: 'shuffle.groups',
    kind: 'channelShuffle',
    params: { groups: 5 },
    inputs: [[8, 8, 12]],
    says: ['5 groups', '12 channels'],
    fixes: [],
  },
  {
    code: 'block.divides',
    kind: 'depthToSpace',
    params: { block: 2 },
    inputs: [[8, 8, 10]],
    says: ['10 channels', '4'],
    fixes: [],
  },
  {
    code: 'block.divides',
    kind: 'spaceToDepth',
    params: { block: 2 },
    inputs: [[8, 7, 1]],
    says: ['7 columns', '2'],
    fixes: [],
  },
  {
    code: 'weights.count',
    kind: 'conv2d',
    params: { filters: 1, kernel: 1, weights: [2, 3] },
    inputs: [[6, 6, 1]],
    says: ['2 weights', '1 × 1 × 1 × 1 = 1'],
    fixes: [{ do: 'unsetParam', field: 'weights' }],
  },
  {
    code: 'weights.count',
    kind: 'dense',
    params: { units: 2, weights: [2, 3] },
    inputs: [[3]],
    says: ['2 weights', '2 × 3 = 6'],
    fixes: [{ do: 'unsetParam', field: 'weights' }],
  },
  { code: 'input.notMap', kind: 'conv2d', inputs: [[10]], says: ['A convolution', '10 numbers'], fixes: [] },
  { code: 'input.notMap', kind: 'maxPool', inputs: [[10]], says: ['A max pool'], fixes: [] },
  { code: 'input.notMap', kind: 'globalAveragePool', inputs: [[10]], says: ['A global average pool'], fixes: [] },
  { code: 'input.notMap', kind: 'localResponseNorm', inputs: [[10]], says: ['A local response norm'], fixes: [] },
  { code: 'input.notMap', kind: 'shortcut', inputs: [[10]], says: ['A shortcut'], fixes: [] },
  {
    code: 'input.notVector',
    kind: 'dense',
    inputs: [[7, 7, 64]],
    says: ['7 × 7 × 64', '3136 numbers'],
    fixes: [before(0, 'flatten')],
  },
  {
    code: 'input.notVector',
    kind: 'classifier',
    inputs: [[1, 1, 10]],
    says: ['1 × 1 × 10'],
    fixes: [before(0, 'flatten')],
  },
  { code: 'classifier.oneClass', kind: 'classifier', inputs: [[1]], says: ['at least two classes'], fixes: [] },
  { code: 'classifier.oneClass', kind: 'auxiliaryHead', inputs: [[1]], says: ['An auxiliary head'], fixes: [] },
  {
    code: 'add.shapes',
    kind: 'add',
    inputs: [
      [28, 28, 256],
      [56, 56, 64],
    ],
    says: ['Input 2 is 56 × 56 × 64', 'input 1 is 28 × 28 × 256'],
    fixes: [before(1, 'shortcut', { mode: 'projection', filters: 256, stride: 2 })],
  },
  {
    code: 'add.shapes',
    kind: 'add',
    inputs: [
      [9, 9, 64],
      [5, 5, 64],
    ],
    says: ['Input 1 is 9 × 9 × 64'],
    // ⌈9 / 2⌉ = 5.
    fixes: [before(0, 'shortcut', { mode: 'projection', filters: 64, stride: 2 })],
  },
  {
    code: 'add.shapes',
    kind: 'add',
    inputs: [
      [9, 9, 64],
      [8, 8, 64],
    ],
    says: ['9 × 9 × 64'],
    fixes: [],
  },
  { code: 'add.shapes', kind: 'add', inputs: [[3], [4]], says: ['Input 2 is 4', 'input 1 is 3'], fixes: [] },
  {
    code: 'input.mixed',
    kind: 'add',
    inputs: [[36], [3, 3, 4]],
    says: ['Input 2 is 3 × 3 × 4', 'input 1 is 36'],
    fixes: [before(1, 'flatten')],
  },
  {
    code: 'concat.sizes',
    kind: 'concat',
    inputs: [
      [28, 28, 64],
      [28, 28, 32],
      [14, 14, 32],
    ],
    says: ['Input 3 is 14 × 14 × 32', 'input 1 is 28 × 28 × 64'],
    fixes: [],
  },
  {
    code: 'concat.sizes',
    kind: 'concat',
    inputs: [
      [14, 14, 64],
      [28, 28, 32],
      [28, 28, 32],
    ],
    says: ['Input 1 is 14 × 14 × 64', 'input 2 is 28 × 28 × 32'],
    fixes: [],
  },
  {
    code: 'input.mixed',
    kind: 'concat',
    inputs: [[3, 3, 4], [5]],
    says: ['Input 1 is 3 × 3 × 4'],
    fixes: [before(0, 'flatten')],
  },
  {
    code: 'multiply.shapes',
    kind: 'multiply',
    inputs: [
      [6, 6, 8],
      [1, 1, 4],
    ],
    says: ['Input 2 is 1 × 1 × 4'],
    fixes: [],
  },
  {
    code: 'input.mixed',
    kind: 'multiply',
    inputs: [[6, 6, 8], [8]],
    says: ['input 2 is 8'],
    fixes: [],
  },
  {
    code: 'shortcut.notIdentity',
    kind: 'shortcut',
    params: { mode: 'identity', filters: 16, stride: 2 },
    inputs: [[8, 8, 8]],
    says: ['8 channels', '16', 'stride 2'],
    fixes: [set('mode', 'projection')],
  },
  {
    code: 'shortcut.fewerChannels',
    kind: 'shortcut',
    params: { mode: 'zeroPad', filters: 4 },
    inputs: [[8, 8, 8]],
    says: ['8 come in', '4 are to come out'],
    fixes: [set('mode', 'projection')],
  },
];

/** Parameters and inputs of the node after an action on it. */
function mended(m: Mistake, actions: readonly FixAction[]): readonly [RawParams, readonly (readonly number[])[]] {
  const params: Record<string, RawParams[string]> = { ...m.params };
  const inputs = [...m.inputs];
  for (const action of actions) {
    if (action.do === 'setParam') params[action.field] = action.value;
    else if (action.do === 'unsetParam') delete params[action.field];
    else if (action.do === 'insertBefore') {
      const { out } = place(action.kind as LayerKind, action.params, typeOf(...inputs[action.index]!));
      const [, channels, rows, columns] = out.dims.map(Number);
      inputs[action.index] = out.dims.length === 2 ? [channels!] : [rows!, columns!, channels!];
    } else throw new Error(`${action.do} is not a change to one node`);
  }
  return [params, inputs];
}

describe.each(mistakes.map((m) => [`${m.kind} on ${m.inputs.join(' and ')}: ${m.code}`, m] as const))('%s', (_, m) => {
  const found = misplace(m.kind, m.params, ...m.inputs.map((shape) => typeOf(...shape)));

  test('is named with its numbers', () => {
    expect(found).toMatchObject({ code: m.code, node: 'node', severity: 'error' });
    for (const part of m.says) expect(message(found)).toContain(part);
    expect(message(found)).not.toMatch(/[{}[\]]/);
  });

  test('has the fixes that mend it', () => {
    expect(found.fixes.map(({ actions }) => actions)).toMatchObject(m.fixes.map((fix) => [fix]));
    for (const { actions } of found.fixes) {
      const [params, inputs] = mended(m, actions);
      place(m.kind, params, ...inputs.map((shape) => typeOf(...shape)));
    }
  });

  test('leaves downstream a type to go on with, where one is plain', () => {
    const layer: LayerDef = layers[m.kind];
    const open: readonly ProblemCode[] = ['input.notMap', 'input.mixed'];
    if (open.includes(m.code) || !layer.assume) return;
    const { params, inputs } = { params: m.params ?? {}, inputs: m.inputs };
    const [fix] = found.fixes;
    if (!fix || fix.code === 'kernel.shrink') return;
    const [mendedParams, mendedInputs] = mended({ ...m, params, inputs }, fix.actions);
    const after = place(m.kind, mendedParams, ...mendedInputs.map((shape) => typeOf(...shape)));
    const site = { ...after.site, inputs: { in: inputs.map((shape) => typeOf(...shape)) } };
    expect(layer.assume(site)).toEqual(after.out);
  });
});
