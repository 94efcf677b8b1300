import { f32 } from '../ir/types.ts';
import { freeOfCost } from './cost.ts';
import type { LayerDef, ParamSchema } from './layer.ts';
import { noInputs } from './ports.ts';

const params = {
  height: { type: 'int', title: 'Height', help: 'Rows of the image, H.', default: 32, min: 1, max: 65536 },
  width: { type: 'int', title: 'Width', help: 'Columns of the image, W.', default: 32, min: 1, max: 65536 },
  channels: { type: 'int', title: 'Channels', help: '3 for colour, 1 for grey.', default: 3, min: 1, max: 65536 },
} as const satisfies ParamSchema;

export const input: LayerDef<typeof params, never, never> = {
  kind: 'input',
  title: 'Input',
  category: 'input',
  help: 'The image, a volume of H × W × C numbers. Every design has exactly one.',
  params,
  ports: noInputs,
  weights: () => ({}),
  shape: ({ params: { height, width, channels } }) => f32('N', channels, height, width),
  cost: () => freeOfCost,
  window: () => 'pointwise',
  emit: ({ builder }, { params: { height, width, channels } }) =>
    builder.input('images', f32('N', channels, height, width)),
};
