import { node } from '../blocks/nodes.ts';
import type { DocumentNode } from '../design/document.ts';
import { activationArgument, filtersArgument, imageArguments, initArgument, normArgument } from './arguments.ts';
import { documentParams, inherited, inputNode, poolingHead } from './parts.ts';
import { defineTemplate } from './template.ts';

const args = {
  ...imageArguments(28, 28, 1, 10),
  filters: filtersArgument(16),
  norm: normArgument('batch'),
  activation: activationArgument,
  init: initArgument('he'),
} as const;

const pool = (id: string, from: string): DocumentNode =>
  node(id, 'maxPool', [from], { kernel: 3, stride: 2, padding: 'same' });

/** `f5r` and the like are shares of `filters`, in the proportions of GoogLeNet's first module. */
const module = (id: string, from: string, scale: number): DocumentNode =>
  node(id, 'block:inception', [from], {
    f1: `=${scale} * filters`,
    f3r: `=${scale} * filters`,
    f3: `=${2 * scale} * filters`,
    f5r: `=max(1, round(${scale} * filters / 4))`,
    f5: `=max(1, round(${scale} * filters / 2))`,
    fpool: `=max(1, round(${scale} * filters / 2))`,
    ...inherited,
  });

export const smallInception = defineTemplate({
  name: 'small_inception',
  title: 'Small Inception',
  description: 'A stem and four Inception modules with batch norm for images of 28×28: trains in minutes on a CPU.',
  args,
  design: (given) => ({
    params: documentParams(args, given, ['classes', 'filters', 'norm', 'activation', 'init']),
    nodes: [
      inputNode(given),
      node('stem', 'block:convNormActivation', ['input'], { filters: '=2 * filters', kernel: 3, ...inherited }),
      pool('pool1', 'stem'),
      module('inception1', 'pool1', 1),
      module('inception2', 'inception1', 1),
      pool('pool2', 'inception2'),
      module('inception3', 'pool2', 2),
      module('inception4', 'inception3', 2),
      ...poolingHead('inception4'),
    ],
  }),
});
