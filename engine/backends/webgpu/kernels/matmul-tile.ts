import type { Launch } from '../program.ts';
import { ending } from '../wgsl/epilogue.ts';
import { reads, writes } from '../wgsl/launch.ts';
import type { Helper } from '../wgsl/module.ts';
import { ceilDiv, times } from '../wgsl/text.ts';
import { type Factor, reader, rowMajor, type Tile, tiledProduct, tileName } from '../wgsl/tile.ts';
import type { MatmulTensors, Product } from './matmul-direct.ts';

/**
 * c = a · b, each as it lies, transposed or not. Chunks of the inner index are shared out over `splits` sums, which a second pass joins in a fixed
 * order: products of few numbers with many terms each keep the device busy so. `c` is [splits, rows, columns].
 */
export function matmulTileKernel(p: Product, tile: Tile, splits: number, { a, b, c, epilogue }: MatmulTensors): Launch {
  const chunks = ceilDiv(p.inner, tile.depth);
  const perSplit = ceilDiv(chunks, splits);
  const [across, down] = [ceilDiv(p.columns, tile.columns), ceilDiv(p.rows, tile.rows)];
  const left = matrix('a', p.rows, tile.rows, p.aStrides, p.inner, tile.depth);
  const right = matrix('b', p.columns, tile.columns, [p.bStrides[1], p.bStrides[0]], p.inner, tile.depth);
  const { packed } = right.factor;
  const end = ending(epilogue, packed ? 'neighbours' : 'apart');
  const stored = rowMajor(tile, { rows: p.rows, columns: p.columns, packed });
  return tiledProduct({
    name: `matmul/tile ${tileName(tile)}${splits > 1 ? `/split ${splits}` : ''}${end.suffix}`,
    tile,
    workgroups: [across, down, splits],
    declarations: [
      reads('a', a, left.element),
      reads('b', b, right.element),
      writes('result', c, packed ? 'vec4<f32>' : 'f32'),
      left.reader,
      right.reader,
      ...end.declarations,
      ...stored.helpers,
    ],
    setup: [
      `let m0 = block.y * ${tile.rows}u;`,
      `let n0 = block.x * ${tile.columns}u;`,
      `let firstRow = block.z * ${p.rows}u;`,
      `let first = block.z * ${perSplit}u;`,
      `let end = min(first + ${perSplit}u, ${chunks}u);`,
    ],
    chunk: [],
    left: left.factor,
    right: right.factor,
    columns: (numbers, suffix) => [
      ...stored.columns(numbers, suffix),
      ...(epilogue
        ? [
            `let outColumn${suffix} = ${packed ? `column${suffix}` : `min(column${suffix}, vec4<u32>(${p.columns - 1}u))`};`,
          ]
        : []),
    ],
    store: (row, suffix, sums) =>
      stored.store(row, suffix, end.finished(packed ? '0u' : 'vec4<u32>()', row, `outColumn${suffix}`, sums)),
  });
}

/** A factor of `count` rows or columns, which lie `stride` apart, and `inner` numbers in each. */
function matrix(
  name: 'a' | 'b',
  count: number,
  size: number,
  [stride, innerStride]: readonly [number, number],
  inner: number,
  depth: number,
): { readonly factor: Factor; readonly element: string; readonly reader: Helper } {
  const packed = stride === 1 && count % 4 === 0;
  const ragged = inner % depth !== 0;
  const width = packed ? 4 : 1;
  const last = packed ? `${count / 4 - 1}u` : `vec4<u32>(${count - 1}u)`;
  const factor: Factor = {
    packed,
    alongInner: innerStride === 1 && stride !== 1,
    place: (numbers, suffix) => {
      const within = count % size === 0 ? `(${numbers})` : `min(${numbers}, ${last})`;
      return [`let ${name}Place${suffix} = ${times(within, packed ? 1 : stride)};`];
    },
    at: (index, suffix) => {
      const k = `${name}Index${suffix}`;
      return [
        `let ${k} = chunk * ${depth}u + ${index};`,
        ...(ragged ? [`let ${name}Real${suffix} = ${k} < ${inner}u;`] : []),
      ];
    },
    load: (place, at) =>
      `${name}At(${name}Place${place} + ${times(`${name}Index${at}`, innerStride / width)}${ragged ? `, ${name}Real${at}` : ''})`,
  };
  return {
    factor,
    element: packed ? 'vec4<f32>' : 'f32',
    reader: reader(`${name}At`, name, { packed, ragged }),
  };
}
