import { expect, test } from 'vitest';
import { defaultOf, settingsOf, valueOf, withValue } from '../../../renderer/state/training-values.ts';

test('the learning rate that is proposed goes with the optimizer and with the norms of the network, until one is chosen', () => {
  const adam = withValue({}, 'optimizer.kind', 'adam');
  expect([defaultOf({}, 'learningRate', true), defaultOf({}, 'learningRate', false)]).toEqual([0.1, 0.02]);
  expect(defaultOf(adam, 'learningRate', false)).toBe(0.001);
  // What nobody chose is left to the engine, which proposes the same.
  expect(settingsOf(adam)).toEqual({ optimizer: { kind: 'adam' } });
  const chosen = withValue(adam, 'learningRate', 0.3);
  expect(valueOf(chosen, 'learningRate')).toBe(0.3);
  expect(settingsOf(withValue(chosen, 'optimizer.kind', undefined))).toEqual({ learningRate: 0.3 });
});
