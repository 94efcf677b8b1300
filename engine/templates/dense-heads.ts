import { node } from '../blocks/nodes.ts';
import type { DocumentNode } from '../design/document.ts';

const dropped = (id: string, from: string): DocumentNode => ({
  ...node(id, 'dropout', [from], { rate: '=dropout' }),
  when: '=dropout > 0',
});

/**
 * Two dense layers of 64 · filters units (4,096 at 64 filters) and the classes, as AlexNet and VGG end. `dropsFirst`:
 * dropout in front of each of the two, as AlexNet has it; else behind.
 */
export function denseLayersHead(
  from: string,
  { dropsFirst }: { readonly dropsFirst: boolean },
): readonly DocumentNode[] {
  const layer = (n: number, input: string): readonly DocumentNode[] => {
    const reads = dropsFirst ? `dropout${n}` : input;
    return [
      ...(dropsFirst ? [dropped(`dropout${n}`, input)] : []),
      node(`dense${n}`, 'dense', [reads], { units: '=64 * filters' }),
      node(`denseActivation${n}`, '=activation', [`dense${n}`]),
      ...(dropsFirst ? [] : [dropped(`dropout${n}`, `denseActivation${n}`)]),
    ];
  };
  const last = (n: number): string => (dropsFirst ? `denseActivation${n}` : `dropout${n}`);
  return [
    node('flatten', 'flatten', [from]),
    ...layer(1, 'flatten'),
    ...layer(2, last(1)),
    node('dense', 'dense', [last(2)], { units: '=classes' }),
    node('classifier', 'classifier', ['dense']),
  ];
}
