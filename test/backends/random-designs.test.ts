import { describe, expect, test } from 'vitest';
import type { LoomDocument } from '../../engine/design/document.ts';
import type { RawParams } from '../../engine/layers/layer.ts';
import { randomDesign } from '../design/random-designs.ts';
import { design, node } from '../design/support.ts';
import { faultsOf } from './compiled.ts';

/** The first of the 5,000 seeds that were searched; raise their number to search further. */
const seeds = Array.from({ length: 40 }, (_, i) => i);

/** `nodes` behind an input of 6 × 6 × 4, and a head that reads `from`. */
const behind = (from: string, ...nodes: LoomDocument['nodes']): LoomDocument =>
  design([
    node('input', 'input', [], { params: { height: 6, width: 6, channels: 4 } }),
    ...nodes,
    node('flat', 'flatten', [from]),
    node('dense', 'dense', ['flat'], { params: { units: 3 } }),
    node('head', 'classifier', ['dense']),
  ]);
const lrn = (params: RawParams): LoomDocument => behind('lrn', node('lrn', 'localResponseNorm', ['input'], { params }));

/** Each was found by searching, and made smaller by hand. */
const found: Readonly<Record<string, LoomDocument>> = {
  'a residual addition that reaches no head': behind(
    'input',
    node('conv', 'conv2d', ['input'], { params: { filters: 4 } }),
    node('add', 'add', ['conv', 'input']),
  ),
  'a response norm with α = 0': lrn({ alpha: 0 }),
  'a response norm with β = 0': lrn({ beta: 0 }),
  'a response norm whose α is 0 as a float32': lrn({ alpha: 1e-60 }),
  'a response norm whose k is lost beside its squares': lrn({ size: 1, alpha: 1000, beta: 3, k: 1e-6 }),
};

describe('a design without an error trains, is looked into where it breaks, and exports', () => {
  test.each(Object.entries(found))('%s', async (_, document) => {
    expect(await faultsOf(document, 1)).toEqual([]);
  });

  test.each(seeds)('random design %i', async (seed) => {
    expect(await faultsOf(randomDesign(seed), seed)).toEqual([]);
  });
});
