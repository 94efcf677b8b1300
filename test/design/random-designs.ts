import { analyze } from '../../engine/analyze/analyze.ts';
import type { ParamValue } from '../../engine/base/diagnostics.ts';
import { Stream } from '../../engine/base/random.ts';
import { blocks as library } from '../../engine/blocks/index.ts';
import type { BlockDefinition, DocumentNode, LoomDocument } from '../../engine/design/document.ts';
import { expand } from '../../engine/design/expand.ts';
import { layers } from '../../engine/layers/index.ts';
import type { RawParams } from '../../engine/layers/layer.ts';
import { design, line, node, number } from './support.ts';

/** Multiplications of one image and numbers in its maps, at most, so that the float64 reference stays quick. */
const MOST_MULTIPLIES = 400_000;
const MOST_NUMBERS = 60_000;

const kinds = Object.keys(layers).filter((kind) => !['input', 'classifier', 'auxiliaryHead'].includes(kind));
const ownBlocks: Readonly<Record<string, BlockDefinition>> = {
  chain: line(
    [
      node('conv', 'conv2d', ['in'], { params: { filters: '=filters', bias: false } }),
      node('norm', 'batchNorm', ['conv']),
      node('act', 'relu', ['norm'], { when: '=filters > 3' }),
    ],
    { filters: number(4) },
  ),
  skip: line([
    node('conv', 'conv2d', ['in'], { params: { filters: 4, kernel: 3 } }),
    node('fit', 'shortcut', ['in'], { params: { mode: 'projection', filters: 4 } }),
    node('unread', 'sigmoid', ['conv'], { repeat: 2 }),
    node('add', 'add', ['conv', 'fit']),
  ]),
  wire: line([]),
};

/**
 * A small design that follows from the seed alone and that analysis finds nothing wrong with: any layer and block
 * behind any node, so that there are dead branches, residual additions in them, joins of one node with itself, concats
 * of 100 wires, repeats of 0, maps of 1 × 1, and parameters at the ends of their ranges.
 */
export function randomDesign(seed: number): LoomDocument {
  const stream = new Stream(seed);
  const pick = <const T extends readonly unknown[]>(...from: T): T[number] => from[stream.below(from.length)]!;
  const side = (): number => pick(1, 2, 3, 5, 7, 8, 12);
  const classes = pick(2, 3, 10);
  const input = { height: side(), width: side(), channels: pick(1, 1, 2, 3, 4) };
  let nodes: readonly DocumentNode[] = [node('n0', 'input', [], { params: input })];
  const named = (added: readonly DocumentNode[]): LoomDocument => design(added, ownBlocks);
  const before = (): string => `n${Math.max(0, nodes.length - 1 - pick(0, 0, 0, 0, 1, 2, 3, 5))}`;

  const params = (kind: string): RawParams => {
    switch (kind) {
      case 'conv2d':
        return {
          filters: pick(1, 2, 3, 4, 7, 16, 17),
          kernel: pick<ParamValue[]>(1, 2, 3, [1, 5]),
          stride: pick(1, 1, 2, 3),
          padding: pick('same', 'torch', 'valid', 1),
          dilation: pick(1, 1, 2),
          groups: pick(1, 1, 1, 2, 3),
          bias: pick(true, false),
        };
      case 'dense':
        return { units: pick(1, 2, 10, 33), bias: pick(true, false) };
      case 'batchNorm':
        return { epsilon: pick(1e-5, 1e-3, 0.1), momentum: pick(0.1, 0, 1), frozen: pick(false, false, true) };
      case 'localResponseNorm':
        return {
          size: pick(1, 2, 3, 5, 8, 65_536),
          alpha: pick(0, 1e-60, 1e-4, 1, 1000),
          beta: pick(0, 1e-60, 0.5, 0.75, 1, 3),
          k: pick(1e-6, 1, 2, 1000),
        };
      case 'maxPool':
      case 'averagePool':
        return {
          kernel: pick(1, 2, 3, 5),
          stride: pick(1, 2, 4),
          padding: pick('same', 'torch', 'valid', 0),
          ceil: pick(true, false),
        };
      case 'shortcut':
        return {
          mode: pick('auto', 'identity', 'projection', 'zeroPad'),
          filters: pick(1, 2, 4, 9),
          stride: pick(1, 2),
        };
      case 'dropout':
        return { rate: pick(0, 0.5, 0.99) };
      case 'leakyRelu':
        return { slope: pick(0, 0.01, 1) };
      default:
        return {};
    }
  };

  const candidate = (id: string): DocumentNode => {
    const kind = pick(
      ...(pick(true, true, true, false)
        ? kinds
        : [...Object.keys(ownBlocks), ...Object.keys(library)].map((b) => `block:${b}`)),
    );
    const joins = kind === 'add' || kind === 'concat' || kind === 'multiply';
    const count = joins ? pick(1, 2, 2, 2, 3, kind === 'concat' ? 100 : 4) : 1;
    const first = before();
    const from =
      joins && count > 4 ? Array.from({ length: count }, () => first) : Array.from({ length: count }, before);
    const given = params(kind);
    return node(id, kind, from, {
      ...(Object.keys(given).length > 0 ? { params: given } : {}),
      ...(joins || pick(true, true, true, false)
        ? {}
        : pick({ repeat: pick(0, 1, 2, 3) }, { when: pick(true, false) })),
    });
  };

  /** Adds nodes if analysis finds nothing wrong with the design that has them. */
  const put = (...added: readonly DocumentNode[]): boolean => {
    const next = [...nodes, ...added];
    const { network, problems } = expand(named(next), library);
    const { problems: found, training } = analyze(network);
    const isWrong = [...problems, ...found].some((p) => p.severity === 'error' && p.code !== 'network.noHead');
    if (isWrong || training.multiplies > MOST_MULTIPLIES || training.activationBytes > 4 * MOST_NUMBERS) return false;
    nodes = next;
    return true;
  };

  const head = (kind: string): boolean => {
    const at = nodes.length;
    const from = before();
    const flat = node(`n${at}`, pick('flatten', 'globalAveragePool'), [from]);
    const vector = node(`n${at + 1}`, 'flatten', [`n${at}`]);
    const dense = node(`n${at + 2}`, 'dense', [`n${at + 1}`], { params: { units: classes } });
    return put(flat, vector, dense, node(`n${at + 3}`, kind, [`n${at + 2}`])) || put(node(`n${at}`, kind, [from]));
  };

  const wanted = pick(1, 3, 6, 10, 14);
  for (let tries = 0; tries < 3 * wanted && nodes.length <= wanted; tries++) put(candidate(`n${nodes.length}`));
  if (pick(false, false, true)) head('auxiliaryHead');
  while (!head('classifier')) if (pick(true, false)) nodes = nodes.slice(0, Math.max(1, nodes.length - 1));
  for (let more = pick(0, 0, 2, 4); more > 0; more--) put(candidate(`n${nodes.length}`));
  return named(nodes);
}
