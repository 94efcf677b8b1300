import { describe, expect, test } from 'vitest';
import type { OpDef, Tensor64 } from '../../engine/ir/op.ts';
import { ops } from '../../engine/ops/index.ts';
import { caseInputs, type OpCase, opCases } from './cases.ts';

const opOf = ({ kind }: OpCase): OpDef<unknown> => ops[kind] as OpDef<unknown>;
const reversed = (tensors: readonly Tensor64[]): readonly Tensor64[] =>
  tensors.map(({ dims, data }) => ({ dims, data: data.toReversed() }));

/** No input is stretched but by single numbers, so that all tensors can be put into another order alike. */
const isPlain = (c: OpCase): boolean =>
  new Set(caseInputs(c).flatMap(({ dims, data }) => (data.length === 1 ? [] : [dims.join()]))).size === 1;
const named = (trait: 'elementwise' | 'update' | 'total') =>
  opCases.filter((c) => opOf(c)[trait] && isPlain(c)).map((c) => [`${c.kind}: ${c.name}`, c] as const);

describe('what an op says of itself is so', () => {
  test.each([...named('elementwise'), ...named('update')])('%s: an output follows the order of its inputs', (_, c) => {
    const inputs = caseInputs(c);
    const [forwards, backwards] = [inputs, reversed(inputs)].map((x) => opOf(c).reference(c.attrs, x));
    expect(reversed(backwards!)).toEqual(forwards);
  });

  test.each(named('total'))('%s: the order of the inputs is nothing to it', (_, c) => {
    const inputs = caseInputs(c);
    const [forwards, backwards] = [inputs, reversed(inputs)].map((x) => opOf(c).reference(c.attrs, x)[0]!);
    expect(forwards!.dims).toEqual([]);
    expect(backwards!.data[0]).toBeCloseTo(forwards!.data[0]!, 12);
  });

  test.each(opCases.filter((c) => opOf(c).clipping).map((c) => [`${c.kind}: ${c.name}`, c] as const))(
    '%s: where it gives 0 it is flat',
    (_, c) => {
      const [x] = caseInputs(c) as readonly [Tensor64];
      const near = { dims: x.dims, data: x.data.map((v) => v + 1e-6) };
      const [y, moved] = [x, near].map((input) => opOf(c).reference(c.attrs, [input])[0]!);
      expect(moved!.data.filter((_value, i) => y!.data[i] === 0).every((v) => v === 0)).toBe(true);
    },
  );

  test('clips zeros in a case', () => {
    const outputs = opCases.filter((c) => opOf(c).clipping).map((c) => opOf(c).reference(c.attrs, caseInputs(c))[0]!);
    expect(outputs.some(({ data }) => data.includes(0))).toBe(true);
  });
});
