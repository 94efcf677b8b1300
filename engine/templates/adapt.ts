import { templates } from './index.ts';
import { defaultArguments, type Template } from './template.ts';

/**
 * Which templates suit images of a size, best first: those whose own image size is nearest (in octaves), the smaller
 * network first where two are as near; none that the images are too small for. The course's worked examples are left
 * out.
 */
export function templatesFor(image: { readonly height: number; readonly width: number }): readonly Template[] {
  const side = Math.min(image.height, image.width);
  const octaves = ({ args }: Template): number => Math.abs(Math.log2(side / args.height.default));
  return Object.values(templates)
    .filter((template) => !template.name.startsWith('course_') && side >= smallestSide(template))
    .sort((a, b) => octaves(a) - octaves(b));
}

/** Shortest side of an image that the template's network takes, at its default arguments. */
export const smallestSide = (template: Template): number => template.smallestSide?.(defaultArguments(template)) ?? 1;
