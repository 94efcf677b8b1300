import { grouped } from '../../base/format.ts';
import type { ImportReport } from '../reports-protocol.ts';
import { green, yellow } from './print.ts';
import { text } from './texts.ts';

export function importLines(r: ImportReport): readonly string[] {
  const { file, producer, opset, nodes, layers, difference, referenceDifference, images, reason } = r;
  return [
    text('import.file', {
      file,
      ...(producer === '' ? {} : { producer }),
      opset,
      nodes,
      layers,
      parameters: grouped(r.parameters),
      multiplies: grouped(r.multiplies),
    }),
    difference === null
      ? yellow(text('import.unproven', { reason }))
      : text('import.same', {
          verified: green(text('import.verified')),
          difference: Math.max(difference, referenceDifference ?? 0).toExponential(1),
          largest: String(Number(r.largest.toPrecision(3))),
          count: images,
        }),
    ...(r.design === null || r.weights === null
      ? []
      : [text('import.written', { design: r.design, weights: r.weights })]),
  ];
}
