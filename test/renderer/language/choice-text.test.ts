import { describe, expect, test } from 'vitest';
import { blocks } from '../../../engine/blocks/index.ts';
import { layers } from '../../../engine/layers/index.ts';
import { templates } from '../../../engine/templates/index.ts';
import { choiceText } from '../../../renderer/language/choice-text.ts';

const entries = Object.entries as (params: object) => (readonly [string, object])[];
const params = [
  ...Object.values(layers).flatMap((layer) => entries(layer.params)),
  ...Object.values(blocks).flatMap((block) => entries(block.params)),
  ...Object.values(templates).flatMap((template) => entries(template.args)),
];
const optionsOf = (param: object): readonly string[] =>
  'options' in param ? (param.options as readonly string[]) : [];
const choices = params.flatMap(([name, param]) => optionsOf(param).map((option) => ({ name, option })));
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
