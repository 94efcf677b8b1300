import { convNormActivation } from '../../engine/blocks/conv-norm-activation.ts';
import type { BlockParam, LoomDocument } from '../../engine/design/document.ts';
import { buildTemplate } from '../../engine/templates/build.ts';
import { templates } from '../../engine/templates/index.ts';
import type { Template } from '../../engine/templates/template.ts';
import { blockParamText, templateArgumentText, templateText } from './text.ts';

const passedOn: Readonly<Record<string, BlockParam>> = convNormActivation.params;

/** What a design from the zoo says in English, by its name: `cifar_resnet56` is a template with its depth. */
const descriptions = new Map<string, string | undefined>();

function templateOf(name: string): Template | undefined {
  const found = Object.hasOwn(templates, name) ? name : name.replace(/\d+$/, '');
  return Object.hasOwn(templates, found) ? templates[found] : undefined;
}

/** The language's text for a design from the zoo, as long as nobody has written another. */
export function designDescription({ name, description }: LoomDocument): string | undefined {
  const template = templateOf(name);
  if (!template || description === undefined) return description;
  if (!descriptions.has(name)) descriptions.set(name, buildTemplate(name).document?.description);
  return descriptions.get(name) === description ? templateText(template.name, 'description', description) : description;
}

/** The same for one of its parameters; its name where it has no title. */
export function designParamText(
  document: LoomDocument,
  name: string,
  what: 'title' | 'help',
  param: BlockParam,
): string {
  const own = param[what];
  const template = templateOf(document.name);
  if (own === undefined) return what === 'title' ? name : '';
  if (template?.args[name]?.[what] === own) return templateArgumentText(template.name, name, what, own);
  // What is passed on to blocks, such as ε, is said as they say it.
  const passed = passedOn[name]?.[what] === own;
  return passed ? blockParamText('convNormActivation', name, what, own) : own;
}
