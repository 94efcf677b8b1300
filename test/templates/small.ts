import { smallestSide } from '../../engine/templates/adapt.ts';
import { templates } from '../../engine/templates/index.ts';

/** The template at a size that is quick to run: small images and, where that is an argument, few filters. */
export function small(name: string, classes: number, side = 32): string {
  const template = templates[name]!;
  const { args } = template;
  const size = Math.min(Math.max(smallestSide(template), side), args.height.default);
  const narrow = 'filters' in args ? '&filters=8' : 'multiplier' in args ? '&multiplier=0.2' : '';
  return `${name}?height=${size}&width=${size}&classes=${classes}${narrow}`;
}

/** Of the same blocks as one beside it, and deeper. */
const covered = new Set(['resnet34', 'resnet101', 'vgg16', 'squeezenet1_0']);

/** Those that are worth running one by one. */
export const distinct: readonly string[] = Object.keys(templates).filter((name) => !covered.has(name));
