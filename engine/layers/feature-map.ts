import { type Problem, problem } from '../base/diagnostics.ts';
import { f32, type TensorType } from '../ir/types.ts';
import type { Size } from './layer.ts';
import { only } from './ports.ts';
import { shapeText } from './shape-text.ts';

/** What [N, C, H, W] says of one image. */
export interface FeatureMap {
  readonly channels: number;
  readonly size: Size;
}

export function isProblem(result: object): result is Problem {
  return 'code' in result;
}

/** Null for a vector [N, F]. */
export function mapOf(type: TensorType): FeatureMap | null {
  const [, channels, rows, columns] = type.dims;
  if (
    type.dims.length !== 4 ||
    typeof channels !== 'number' ||
    typeof rows !== 'number' ||
    typeof columns !== 'number'
  ) {
    return null;
  }
  return { channels, size: [rows, columns] };
}

/** Null for a feature map [N, C, H, W]. */
export function featuresOf(type: TensorType): number | null {
  const features = type.dims[1];
  return type.dims.length === 2 && typeof features === 'number' ? features : null;
}

/** A site of any layer with one port, whatever its parameters. */
export interface OneInput {
  readonly path: string;
  readonly inputs: { readonly in: readonly TensorType[] };
}

/** The map at `in`, or the problem that it is a vector. */
export function needMap(site: OneInput, layer: string): FeatureMap | Problem {
  const type = only(site.inputs.in);
  return mapOf(type) ?? problem('input.notMap', site.path, { layer, shape: shapeText(type) }, { field: 'in' });
}

/** The number of features at `in`, or the problem (mended by a flatten in front) that it is a map. */
export function needVector(site: OneInput, layer: string): number | Problem {
  const type = only(site.inputs.in);
  return featuresOf(type) ?? notVector(site.path, layer, type);
}

function notVector(path: string, layer: string, type: TensorType): Problem {
  const features = featureCount(type);
  return problem(
    'input.notVector',
    path,
    { layer, shape: shapeText(type), features },
    {
      field: 'in',
      fixes: [
        {
          code: 'flatten.insert',
          values: { features },
          actions: [{ do: 'insertBefore', node: path, port: 'in', index: 0, kind: 'flatten', params: {} }],
        },
      ],
    },
  );
}

/** Numbers in one image's tensor. */
export function featureCount(type: TensorType): number {
  return type.dims.reduce<number>((n, d) => (d === 'N' ? n : n * d), 1);
}

/** The map at `in` of a site that `shape` accepted. */
export function acceptedMap(site: OneInput): FeatureMap {
  const map = mapOf(only(site.inputs.in));
  if (!map) throw new Error(`${site.path} was accepted with a vector as its input`);
  return map;
}

/** The number of features at `in` of a site that `shape` accepted. */
export function acceptedFeatures(site: OneInput): number {
  const features = featuresOf(only(site.inputs.in));
  if (features === null) throw new Error(`${site.path} was accepted with a feature map as its input`);
  return features;
}

export function mapType(channels: number, size: Size): TensorType {
  return f32('N', channels, size[0], size[1]);
}
