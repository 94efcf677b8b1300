import { bytes } from '../../base/format.ts';
import type { CallResult } from '../protocol.ts';
import { columnsText } from './columns.ts';
import { bold } from './print.ts';
import { text } from './texts.ts';

type Buffers = NonNullable<CallResult<'profile'>['buffers']>;
type Tensor = Buffers[number]['tensors'][number];

const sum = (sizes: readonly { readonly bytes: number }[]): number => sizes.reduce((n, s) => n + s.bytes, 0);

/**
 * A step's memory as people read it: each buffer's tensors by their offsets, and the kernels between which they are
 * needed.
 */
export function planLines({ buffers }: Pick<CallResult<'profile'>, 'buffers'>): readonly string[] {
  if (!buffers) return ['', text('plan.none')];
  const alone = sum(buffers.flatMap((b) => b.tensors.filter((t) => !t.isPart)));
  return [
    '',
    text('plan.total', { count: buffers.length, bytes: bytes(sum(buffers)), alone: bytes(alone) }),
    ...buffers.flatMap((buffer, index) => [
      '',
      bold(text('plan.buffer', { index, bytes: bytes(buffer.bytes) })),
      ...columnsText<Tensor>(
        [
          { title: text('plan.offset'), align: 'right', text: (t) => String(t.offset) },
          { title: text('plan.bytes'), align: 'right', text: (t) => String(t.bytes) },
          { title: text('plan.first'), align: 'right', text: (t) => (t.first < 0 ? '' : String(t.first)) },
          { title: text('plan.last'), align: 'right', text: (t) => String(t.last) },
          { title: text('plan.tensor'), align: 'left', text: (t) => `${t.isPart ? '  ' : ''}${t.label}` },
        ],
        buffer.tensors,
      ),
    ]),
  ];
}
