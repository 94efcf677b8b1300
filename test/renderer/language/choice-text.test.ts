import { describe, expect, test } from 'vitest';
import { blocks } from '../../../engine/blocks/index.ts';
import { layers } from '../../../engine/layers/index.ts';
import { templates } from '../../../engine/templates/index.ts';
import { choiceText } from '../../../renderer/language/choice-text.ts';

interface Chosen {
  readonly options?: readonly string[] | undefined;
}
const params: readonly (readonly [string, Chosen])[] = [
  ...Object.values(layers).flatMap(({ params }) => Object.entries<Chosen>(params)),
  ...Object.values(blocks).flatMap(({ params }) => Object.entries<Chosen>(params ?? {})),
  ...Object.values(templates).flatMap(({ args }) => Object.entries<Chosen>(args)),
];
const choices = params.flatMap(([name, { options = [] }]) => options.map((option) => ({ name, option })));
const distinct = [...new Map(choices.map((choice) => [`${choice.name} ${choice.option}`, choice])).values()];

describe('values that are chosen from a list', () => {
  /** Blocks have their own titles; versions of a paper's network are names already. */
  const named = distinct.filter(({ option }) => !option.startsWith('block:') && !/^v\d/.test(option));

  test.each(named)('$name $option has a title', ({ name, option }) => {
    expect(choiceText(name, option)).toMatch(/^(?:[A-Z]|tanh$)/);
  });

  test('a name that only the author of a design knows stays', () => {
    expect(choiceText('mood', 'sunny')).toBe('sunny');
  });
});
