import { InferenceSession, Tensor } from 'onnxruntime-node';
import { Builder } from '../../engine/ir/builder.ts';
import type { OpDef, Tensor64 } from '../../engine/ir/op.ts';
import type { DType } from '../../engine/ir/types.ts';
import { type LowerOptions, lowerGraph } from '../../engine/onnx/lower/graph.ts';
import { encodeModel } from '../../engine/onnx/wire/encode.ts';
import { ops } from '../../engine/ops/index.ts';
import { caseInputs, type OpCase } from '../ops/cases.ts';

const typeNames = { f32: 'float32', u32: 'uint32', i64: 'int64', bool: 'bool' } as const;

/** A float64 tensor of the reference as ONNX Runtime's. */
function tensor(dtype: DType, { dims, data }: Tensor64): Tensor {
  const values = {
    f32: () => Float32Array.from(data),
    u32: () => Uint32Array.from(data),
    i64: () => BigInt64Array.from(data, (v) => BigInt(v)),
    bool: () => Uint8Array.from(data),
  }[dtype]();
  return new Tensor(typeNames[dtype], values as Float32Array, dims);
}

/** The case's attributes with `N` replaced by its batch, as a compiled step has them. */
function batched(c: OpCase): OpCase['attrs'] {
  const batch = c.inputs[0]?.dims[0];
  return JSON.parse(JSON.stringify(c.attrs, (_, v: unknown) => (v === 'N' ? batch : v))) as OpCase['attrs'];
}

/** The graph of one call: inputs `in0` …, outputs `out0` …. */
export function caseGraph(c: OpCase) {
  const b = new Builder();
  const inputs = c.inputs.map(({ dtype, dims }, i) => b.input(`in${i}`, { dtype, dims }));
  const outputs = b.at({ path: 'a/node', phase: 'forward' }, () =>
    b.apply(ops[c.kind] as unknown as OpDef<unknown>, batched(c), inputs),
  );
  outputs.forEach((value, i) => b.output(`out${i}`, value));
  return b.build();
}

/** The case's inputs under the names that `caseGraph` gives them. */
export function feedsOf(c: OpCase): Readonly<Record<string, Tensor>> {
  const values = caseInputs(c);
  return Object.fromEntries(c.inputs.map(({ dtype }, i) => [`in${i}`, tensor(dtype, values[i]!)]));
}

/** ONNX Runtime's tensor as the reference's. */
export const tensor64 = ({ dims, data }: Tensor): Tensor64 => ({
  dims,
  data: Float64Array.from(data as Iterable<number | bigint>, Number),
});

/** What the case's outputs are. */
export const reference = (c: OpCase): readonly Tensor64[] =>
  (ops[c.kind] as unknown as OpDef<unknown>).reference(c.attrs, caseInputs(c));

/** Lowers the case, runs it in ONNX Runtime and returns its outputs. */
export async function runCase(c: OpCase, options: Partial<LowerOptions>): Promise<readonly Tensor64[]> {
  const graph = caseGraph(c);
  const model = lowerGraph(graph, { target: 'train', name: c.name, states: 'inputs', ...options });
  const session = await InferenceSession.create(encodeModel(model), {
    intraOpNumThreads: 1,
    graphOptimizationLevel: 'disabled',
    logSeverityLevel: 3,
  });
  try {
    const results = await session.run(feedsOf(c));
    return graph.outputs.map(({ name }) => tensor64(results[name]!));
  } finally {
    await session.release();
  }
}

/**
 * Largest difference, as a share of what the numbers are made of: the largest magnitude of the reference. NaN and
 * infinities must agree exactly, dims too.
 */
export function difference(actual: Tensor64, expected: Tensor64): number {
  if (actual.dims.join() !== expected.dims.join()) return Infinity;
  const scale = expected.data.reduce((max, v) => (Number.isFinite(v) ? Math.max(max, Math.abs(v)) : max), 1e-3);
  return expected.data.reduce((worst, v, i) => {
    const a = actual.data[i]!;
    if (Object.is(a, v) || a === v) return worst;
    return Math.max(worst, Number.isFinite(a) && Number.isFinite(v) ? Math.abs(a - v) / scale : Infinity);
  }, 0);
}
