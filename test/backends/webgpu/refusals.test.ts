import { describe, expect, it } from 'vitest';
import { openDevice } from '../../../engine/backends/webgpu/device.ts';
import { LoadedProgram } from '../../../engine/backends/webgpu/loaded-program.ts';
import { lowerGraph } from '../../../engine/backends/webgpu/lower/graph.ts';
import type { Dispatch, Program } from '../../../engine/backends/webgpu/program.ts';
import { Builder } from '../../../engine/ir/builder.ts';
import { f32 } from '../../../engine/ir/types.ts';
import { relu } from '../../../engine/ops/activations.ts';
import { softmax } from '../../../engine/ops/softmax.ts';

const device = await openDevice(0);

/** Two kernels, the second made bad. */
function spoilt(change: (dispatch: Dispatch) => Partial<Dispatch>): Program {
  const b = new Builder();
  b.output('y', b.one(softmax, {}, b.one(relu, {}, b.input('x', f32(3, 5)))));
  const program = lowerGraph(b.build(), { guards: [], target: device.target });
  const [first, second] = program.dispatches as readonly [Dispatch, Dispatch];
  return {
    ...program,
    dispatches: [
      first,
      { ...second, ...change(second), kernel: { ...second.kernel, name: 'spoilt/kernel', ...change(second).kernel } },
    ],
  };
}

const run = async (program: Program): Promise<unknown> => {
  const loaded = await LoadedProgram.load(device, program);
  try {
    return await loaded.run();
  } finally {
    loaded.dispose();
  }
};

describe('what the GPU refuses is an error with the name of the kernel', () => {
  it('one that does not compile', async () => {
    const bad = spoilt(({ kernel }) => ({
      kernel: { ...kernel, name: 'spoilt/kernel', code: kernel.code.replace('var', 'vat') },
    }));
    await expect(run(bad)).rejects.toThrow(/kernel spoilt\/kernel does not compile: line \d+/);
  });

  it('one with bindings that it does not have', async () => {
    const bad = spoilt(({ bindings }) => ({ bindings: [...bindings, bindings[0]!] }));
    await expect(run(bad)).rejects.toThrow('the GPU refused kernel spoilt/kernel: ');
  });

  it('one over more workgroups than there can be', async () => {
    const bad = spoilt(() => ({ workgroups: [70_000, 1, 1] }));
    await expect(run(bad)).rejects.toThrow(/refused kernel spoilt\/kernel: .*70000/s);
  });

  it('one over more workgroups than there can be, where each is timed', async () => {
    const loaded = await LoadedProgram.load(
      device,
      spoilt(() => ({ workgroups: [1, 70_000, 1] })),
    );
    await expect(loaded.time()).rejects.toThrow(/refused kernel spoilt\/kernel: .*70000/s);
    loaded.dispose();
  });

  it('and the device works on', async () => {
    const good = spoilt(() => ({}));
    expect(await run(good)).toHaveLength(1);
  });
});
