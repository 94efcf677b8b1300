import { Builder } from '../../../ir/builder.ts';
import type { Call, Graph, Value } from '../../../ir/graph.ts';
import { elements } from '../../../ir/types.ts';
import type { BatchNormAttrs } from '../../../ops/batch-norm-train.ts';
import { concat } from '../../../ops/concat.ts';
import { expand } from '../../../ops/expand.ts';
import { slice } from '../../../ops/slice.ts';
import { type ByParts, type Images, ruleOf } from './rules.ts';
import { batchNormGradientParts, batchNormParts, sumOf } from './statistics.ts';

/** Of a tensor on the device, whatever its dtype. */
const bytesOf = ({ type }: Value): number => 4 * elements(type);

/**
 * The graph with every tensor over a batch that takes more than `mostBytes` in parts of some images each, and what computes on it by parts too: no buffer need be
 * larger. The graph itself where none does. What one image takes, and weights, are left whole. Sums over the batch are added up part by part, so their last
 * bits differ from those of the whole.
 */
export function splitBatch(graph: Graph, mostBytes: number): Graph {
  const batch = graph.inputs.find((i) => i.name === 'images')?.value.type.dims[0];
  if (typeof batch !== 'number') return graph;
  const inBatch = ({ type }: Value): boolean => type.dims.length > 1 && type.dims[0] === batch;
  const largest = Math.max(...graph.calls.flatMap((c) => c.outputs.filter(inBatch).map(bytesOf)));
  const atOnce = Math.floor(mostBytes / (largest / batch));
  if (largest <= mostBytes || atOnce === 0) return graph;
  const parts = Array.from({ length: Math.ceil(batch / atOnce) }, (_, i): Images => {
    const start = i * atOnce;
    return { start, end: Math.min(batch, start + atOnce) };
  });
  return new Splitter(parts, (v) => inBatch(v) && bytesOf(v) > mostBytes).split(graph);
}

class Splitter {
  readonly #parts: readonly Images[];
  readonly #isLarge: (v: Value) => boolean;
  readonly #builder = new Builder();
  /** New values by the id of the old one: as one, as parts, or both. */
  readonly #whole = new Map<number, Value>();
  readonly #cut = new Map<number, readonly Value[]>();

  constructor(parts: readonly Images[], isLarge: (v: Value) => boolean) {
    this.#parts = parts;
    this.#isLarge = isLarge;
  }

  split(graph: Graph): Graph {
    const b = this.#builder;
    for (const { name, value } of graph.inputs) this.#whole.set(value.id, b.input(name, value.type));
    for (const { name, value, initial, role, decays } of graph.states)
      this.#whole.set(value.id, b.state(name, value.type, { initial, role, decays }));
    for (const call of graph.calls) b.at(call.origin, () => this.#call(call));
    for (const [name, value] of graph.assigns) b.assign(name, this.#joined(value));
    for (const { name, value } of graph.outputs) b.output(name, this.#joined(value));
    return b.build();
  }

  #call(call: Call): void {
    const rule = ruleOf(call);
    const large = [...call.inputs, ...call.outputs].some(this.#isLarge);
    if (!large || rule.by === 'whole') this.#asItIs(call);
    else if (rule.by === 'statistics') this.#statistics(call as Call<BatchNormAttrs>);
    else this.#byParts(call, rule);
  }

  #byParts(call: Call, rule: ByParts<unknown>): void {
    const isCut = (v: Value, i: number): boolean =>
      rule.inputs ? rule.inputs.includes(i) : v.type.dims[0] === this.#parts.at(-1)!.end && this.#alike(v, call);
    const results = this.#parts.map((part, k) =>
      this.#builder.apply(
        call.op,
        rule.attrs ? rule.attrs(call.attrs, part) : call.attrs,
        call.inputs.map((v, i) => (isCut(v, i) ? this.#partsOf(v)[k]! : this.#joined(v))),
      ),
    );
    for (const [j, { id }] of call.outputs.entries()) {
      const own = results.map((outputs) => outputs[j]!);
      if (rule.by === 'sum') this.#whole.set(id, sumOf(this.#builder, own));
      else this.#cut.set(id, own);
    }
  }

  /** Broadcasting lines up the last axes: the first axis is the images' only where the ranks are equal. */
  #alike({ type }: Value, { op, outputs }: Call): boolean {
    const stretches = op.elementwise || op.kind === expand.kind;
    return !stretches || type.dims.length === outputs[0]!.type.dims.length;
  }

  #asItIs({ op, attrs, inputs, outputs }: Call): void {
    const made = this.#builder.apply(
      op,
      attrs,
      inputs.map((v) => this.#joined(v)),
    );
    for (const [i, { id }] of outputs.entries()) this.#whole.set(id, made[i]!);
  }

  #statistics(call: Call<BatchNormAttrs>): void {
    const { inputs, outputs } = call;
    const joined = inputs.map((v) => (this.#isLarge(v) ? v : this.#joined(v)));
    const b = this.#builder;
    if (call.op.kind === 'batchNormTrain') {
      const { y, mean, variance } = batchNormParts(b, call, this.#partsOf(inputs[0]!), [joined[1]!, joined[2]!]);
      this.#cut.set(outputs[0]!.id, y);
      this.#whole.set(outputs[1]!.id, mean).set(outputs[2]!.id, variance);
      return;
    }
    const [dy, x] = [this.#partsOf(inputs[0]!), this.#partsOf(inputs[1]!)];
    const made = batchNormGradientParts(b, call, dy, x, [joined[2]!, joined[3]!, joined[4]!]);
    this.#cut.set(outputs[0]!.id, made.dx);
    this.#whole.set(outputs[1]!.id, made.dGamma).set(outputs[2]!.id, made.dBeta);
  }

  #joined(v: Value): Value {
    const known = this.#whole.get(v.id);
    if (known) return known;
    const made = this.#builder.one(concat, { axis: 0 }, ...this.#cut.get(v.id)!);
    this.#whole.set(v.id, made);
    return made;
  }

  #partsOf(v: Value): readonly Value[] {
    const known = this.#cut.get(v.id);
    if (known) return known;
    const made = this.#parts.map(({ start, end }) =>
      this.#builder.one(slice, { axes: [0], starts: [start], ends: [end], steps: [1] }, this.#joined(v)),
    );
    this.#cut.set(v.id, made);
    return made;
  }
}
