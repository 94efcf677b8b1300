import type { Launch, Storage } from '../program.ts';
import { type Epilogue, ending } from '../wgsl/epilogue.ts';
import { entry } from '../wgsl/grid.ts';
import { launch, reads, writes } from '../wgsl/launch.ts';
import { ceilDiv, plus, range, THREADS, times } from '../wgsl/text.ts';

/** c[m, n] = Σ a[m · aRow + k · aInner] · b[k · bInner + n · bColumn] over k < inner; c row-major. */
export interface Product {
  readonly rows: number;
  readonly columns: number;
  readonly inner: number;
  readonly aStrides: readonly [row: number, inner: number];
  readonly bStrides: readonly [inner: number, column: number];
}

export interface MatmulTensors {
  readonly a: Storage;
  readonly b: Storage;
  readonly c: Storage;
  /** What becomes of the numbers of c before they are stored. */
  readonly epilogue: Epilogue | null;
}

/** No workgroup memory: a thread has a few rows of one column each; neighbouring threads have neighbouring columns. */
export function matmulDirectKernel(p: Product, rowsPerThread: number, { a, b, c, epilogue }: MatmulTensors): Launch {
  const end = ending(epilogue, 'one');
  const ms = range(rowsPerThread);
  const ragged = p.rows % rowsPerThread !== 0;
  const rowTiles = ceilDiv(p.rows, rowsPerThread);
  const grid = entry([THREADS], [ceilDiv(p.columns, THREADS), rowTiles, 1], ['id']);
  const body = `  let m0 = ${times('id.y', rowsPerThread)};
  if (id.x >= ${p.columns}u) { return; }
${ms.map((m) => `  let a${m} = ${ragged && m > 0 ? `min(m0 + ${m}u, ${p.rows - 1}u)` : `(${plus('m0', m)})`} * ${p.aStrides[0]}u;\n  var sum${m} = 0.0;`).join('\n')}
  let b0 = ${times('id.x', p.bStrides[1])};
  for (var k = 0u; k < ${p.inner}u; k++) {
    let value = b[b0 + ${times('k', p.bStrides[0])}];
${ms.map((m) => `    sum${m} += a[a${m} + ${times('k', p.aStrides[1])}] * value;`).join('\n')}
  }
${ms.map((m) => `  ${ragged && m > 0 ? `if (m0 + ${m}u < ${p.rows}u) { ` : ''}c[(${plus('m0', m)}) * ${p.columns}u + id.x] = ${end.finished('0u', plus('m0', m), 'id.x', `sum${m}`)};${ragged && m > 0 ? ' }' : ''}`).join('\n')}
`;
  return launch({
    name: `matmul/direct/${rowsPerThread}x1${end.suffix}`,
    declarations: [reads('a', a), reads('b', b), writes('c', c), ...end.declarations],
    entry: grid,
    body,
  });
}
