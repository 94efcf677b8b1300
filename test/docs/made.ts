import { layerTable } from '../../engine/analyze/table.ts';
import { tableText } from '../../engine/analyze/table-text.ts';
import { lowerGraph as lowerToKernels } from '../../engine/backends/webgpu/lower/graph.ts';
import { type BlockName, blocks } from '../../engine/blocks/index.ts';
import type { LoomDocument } from '../../engine/design/document.ts';
import type { NetworkNode } from '../../engine/design/network.ts';
import { serializeDocument } from '../../engine/design/serialize.ts';
import { printGraph } from '../../engine/ir/printer.ts';
import { nameSeparator } from '../../engine/onnx/lower/emitter.ts';
import { lowerGraph } from '../../engine/onnx/lower/graph.ts';
import { nchwc } from '../../engine/onnx/lower/layout.ts';
import { runLayerloom } from './layerloom.ts';
import { BLOCK, type follow } from './one-block.ts';

export type Followed = ReturnType<typeof follow>;

/**
 * What the project itself writes where a text says `<!-- made: RECIPE -->`. `followed`: the design that the texts show.
 */
export async function made(recipe: string, followed: Followed): Promise<string> {
  const [what = '', ...args] = recipe.split(' ');
  if (what === 'layerloom') return runLayerloom(args);
  if (what === 'block') return blockText(args[0] as BlockName);
  switch (what) {
    case 'network':
      return followed.network.nodes.map((node) => `${nodeText(node)}\n`).join('');
    case 'table':
      return tableText(layerTable(followed.analysis));
    case 'graph':
      return graphText(printGraph(followed.step.graph), args);
    case 'onnx':
      return onnxText(followed, args[1] ?? '', args[0] === 'blocked' ? BLOCK : 0);
    case 'kernels':
      return kernelsText(followed, args[0] ?? '');
    case 'kernel':
      return kernelText(followed, args[0]!, args[1]!, args[2]!, args[3]!);
    default:
      throw new Error(`nothing makes "${recipe}"`);
  }
}

/** A built-in block as a document has it under `blocks`. */
function blockText(name: BlockName): string {
  const document: LoomDocument = {
    format: 'layerloom',
    version: 1,
    name: '',
    params: {},
    nodes: [],
    blocks: { [name]: blocks[name] },
  };
  const lines = serializeDocument(document).split('\n');
  const start = lines.indexOf(`    "${name}": {`);
  const inner = lines.slice(start + 1, lines.indexOf('    }', start) + 1).map((line) => line.slice(4));
  return `{\n${inner.join('\n')}\n`;
}

function nodeText({ path, kind, params, inputs }: NetworkNode): string {
  const sources = Object.values(inputs).flat();
  const from = sources.length > 0 ? ` ← ${sources.join(', ')}` : '';
  const settings = Object.entries(params).map(([name, value]) => ` ${name}=${JSON.stringify(value)}`);
  return `${path}: ${kind}${settings.join('')}${from}`;
}

/** A printed graph, or its parts whose headings are of that phase and of nodes whose path begins so. */
function graphText(printed: string, [phase, prefix = '']: readonly string[]): string {
  if (phase === undefined) return printed;
  const kept = printed
    .split(/^(?=\S)/m)
    .filter((part) => part.startsWith(prefix) && part.split('\n', 1)[0]!.endsWith(`, ${phase}:`));
  if (kept.length === 0) throw new Error(`the graph has no ${phase} of ${prefix}`);
  return kept.join('');
}

/** Which ONNX nodes each call became, of nodes whose path begins so: `phase op: types`, equal neighbours counted. */
function onnxText({ step }: Followed, prefix: string, block: number): string {
  const model = lowerGraph(step.graph, { target: 'train', name: 'training step', states: 'inputs', block });
  const types = new Map<string, string[]>();
  for (const { name, type, domain } of model.nodes) {
    const [phase, path = '', , op] = name.split(nameSeparator);
    if (!path.startsWith(prefix) || type === 'Reshape') continue;
    const call = `${phase} ${path.slice(prefix.lastIndexOf('/') + 1)} ${op}`;
    types.set(call, [...(types.get(call) ?? []), domain === nchwc ? `nchwc.${type}` : type]);
  }
  const width = Math.max(...[...types.keys()].map((call) => call.length));
  return [...types].map(([call, nodes]) => `${call.padEnd(width)}  ${counted(nodes).join(', ')}\n`).join('');
}

/** The step as kernels for a GPU. */
const kernelsOf = ({ step }: Followed) =>
  lowerToKernels(step.graph, {
    guards: [0, 1],
    target: { busy: 32_768, lanes: 32, workgroupBytes: 2 ** 15, software: false, mostBytes: 2 ** 30 },
  }).dispatches;

/** Which kernels each call of a design node and block became, as `onnxText` has it. */
function kernelsText(followed: Followed, prefix: string): string {
  const kernels = new Map<string, string[]>();
  for (const { origin, op, kernel, workgroups } of kernelsOf(followed)) {
    if (!origin.path.startsWith(prefix)) continue;
    const call = `${origin.phase} ${origin.path.slice(prefix.lastIndexOf('/') + 1)} ${op}`;
    const name = `${kernel.name.split('/').slice(1).join('/')} (${workgroups.reduce((a, b) => a * b)})`;
    kernels.set(call, [...(kernels.get(call) ?? []), name]);
  }
  const width = Math.max(...[...kernels.keys()].map((call) => call.length));
  return [...kernels].map(([call, names]) => `${call.padEnd(width)}  ${counted(names).join(', ')}\n`).join('');
}

/** The WGSL of a call's kernel whose name has `part`, which one alone may have. */
function kernelText(followed: Followed, phase: string, path: string, op: string, part: string): string {
  const own = kernelsOf(followed).filter((d) => d.origin.phase === phase && d.origin.path === path && d.op === op);
  const named = own.filter((d) => d.kernel.name.includes(part));
  if (named.length !== 1)
    throw new Error(`of ${own.map((d) => d.kernel.name).join(', ')} ${named.length} are "${part}"`);
  return named[0]!.kernel.code;
}

function counted(names: readonly string[]): readonly string[] {
  const runs: { readonly name: string; times: number }[] = [];
  for (const name of names) {
    const last = runs.at(-1);
    if (last?.name === name) last.times += 1;
    else runs.push({ name, times: 1 });
  }
  return runs.map(({ name, times }) => (times === 1 ? name : `${name} ×${times}`));
}
