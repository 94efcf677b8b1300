import { describe, expect, test } from 'vitest';
import { expand } from '../../engine/design/expand.ts';
import { block, codesOf, design, fixture, line, node, number } from './support.ts';

const image = node('image', 'input');

describe('bounds', () => {
  test('a circle between blocks that is none between layers is ordered layer by layer', () => {
    // `two` has two inputs side by side; its second one is fed by what its first one leads to.
    const two = block([
      node('a', 'blockInput'),
      node('b', 'blockInput'),
      node('left', 'relu', ['a']),
      node('right', 'auxiliaryHead', ['b']),
      node('out', 'blockOutput', ['left']),
    ]);
    const { network } = expand(
      design(
        [image, { id: 't', kind: 'block:two', inputs: { a: ['image'], b: ['next'] } }, node('next', 'tanh', ['t'])],
        {
          two,
        },
      ),
      {},
    );
    const order = network.nodes.map((n) => n.path);
    expect(order.indexOf('t/left')).toBeLessThan(order.indexOf('next'));
    expect(order.indexOf('next')).toBeLessThan(order.indexOf('t/right'));
  });

  test('a real circle does not stop the expansion', () => {
    const { network } = expand(design([image, node('a', 'add', ['image', 'b']), node('b', 'relu', ['a'])]), {});
    expect(network.nodes.map((n) => n.path).sort()).toEqual(['a', 'b', 'image']);
  });

  test('blocks that double at each level are cut off', () => {
    const doubling = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [
        `b${i}`,
        line([
          node('x', i === 0 ? 'relu' : `block:b${i - 1}`, ['in']),
          node('y', i === 0 ? 'relu' : `block:b${i - 1}`, ['x']),
        ]),
      ]),
    );
    const { network, problems } = expand(design([image, node('z', 'block:b39', ['image'])], doubling), {});
    expect(codesOf(problems)).toContain('design.tooLarge');
    expect(network.nodes.length).toBeLessThanOrEqual(30_000);
  });

  test('blocks may stand 64 deep', () => {
    const chain = Object.fromEntries(
      Array.from({ length: 100 }, (_, i) => [`b${i}`, line([node('x', i === 0 ? 'relu' : `block:b${i - 1}`, ['in'])])]),
    );
    const at = (top: number) => expand(design([image, node('z', `block:b${top}`, ['image'])], chain), {});
    expect(at(63).problems).toEqual([]);
    expect(at(63).network.nodes).toHaveLength(2);
    expect(codesOf(at(64).problems)).toEqual(['block.tooDeep']);
    // In either order: a block that is remembered from where it stood less deep is refused all the same.
    expect(at(63).problems).toEqual([]);
  });

  test('work without layers is bounded too', () => {
    const slow = line([node('x', 'relu', ['in'], { repeat: 20_000, when: '=index < 0' })], { k: number(0) });
    const nodes = [image, node('z', 'block:slow', ['image'], { repeat: 20_000, params: { k: '=index' } })];
    const { problems } = expand(design(nodes, { slow }), {});
    expect(codesOf(problems)).toEqual(['design.tooMuchWork']);
  });

  test('a chain of 50,000 wires is followed', () => {
    const wires = Array.from({ length: 50_000 }, (_, i) =>
      node(`w${i}`, 'relu', [i === 0 ? 'image' : `w${i - 1}`], { when: false }),
    );
    const { network, problems } = expand(design([image, ...wires, node('end', 'relu', ['w49999'])]), {});
    expect(problems).toEqual([]);
    expect(network.nodes.at(-1)?.inputs).toEqual({ in: ['image'] });
  });

  test('the 1,202 layers of the deepest CIFAR ResNet share what they can', () => {
    const basic = fixture('residual').blocks['residual']!;
    const stage = (id: string, from: string, filters: number) =>
      node(id, 'block:basic', [from], { repeat: 200, params: { filters, stride: '=index == 0 ? 2 : 1' } });
    const { network, problems } = expand(
      design([image, stage('a', 'image', 16), stage('b', 'a', 32), stage('c', 'b', 64)], { basic }),
      {},
    );
    expect(problems).toEqual([]);
    expect(network.nodes).toHaveLength(1 + 600 * 6);
    // Two lists of arguments a stage, and in each four layers with parameters of their own; layers without share the
    // empty one.
    expect(new Set(network.nodes.map((n) => n.params)).size).toBeLessThanOrEqual(6 * 4 + 2);
  });
});
