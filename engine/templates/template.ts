import type { Problem } from '../base/diagnostics.ts';
import type { LoomDocument } from '../design/document.ts';
import type { BooleanParam, ChoiceParam, IntParam, NumberParam, Params } from '../layers/layer.ts';

export type Argument = IntParam | NumberParam | BooleanParam | ChoiceParam;
export type ArgumentSchema = Readonly<Record<string, Argument>>;

/** What every template takes, and a data set decides where the person does not. */
interface ImageArguments {
  readonly height: IntParam;
  readonly width: IntParam;
  readonly channels: IntParam;
  readonly classes: IntParam;
}
type Schema = ArgumentSchema & ImageArguments;

/** A ready design: `build` makes the document for arguments that are within their schema. */
export interface Template<A extends Schema = Schema> {
  /** As `template:NAME` gives it. */
  readonly name: string;
  readonly title: string;
  /** One line: what it is, and where it comes from. */
  readonly description: string;
  /** With defaults, ranges and options; the form and the command line follow from it. */
  readonly args: A;
  /** Shortest side of an image that still reaches the head; 1 if it is left out. */
  smallestSide?(args: Params<A>): number;
  /** What the schema cannot say: problems with an empty node. */
  check?(args: Params<A>): readonly Problem[];
  build(args: Params<A>): LoomDocument;
}

/** What a template says of the document; name and description are the template's own unless given. */
interface Design extends Pick<LoomDocument, 'params' | 'nodes'> {
  readonly name?: string;
  readonly description?: string;
}

interface Definition<A extends Schema> extends Omit<Template<A>, 'build'> {
  readonly design: (args: Params<A>) => Design;
}

/** The template that `design` describes, with the type of each argument kept for it. */
export function defineTemplate<const A extends Schema>({ design, ...template }: Definition<A>): Template<A> {
  const { name, description } = template;
  return {
    ...template,
    build: (args) => ({ format: 'layerloom', version: 1, name, description, ...design(args), blocks: {} }),
  };
}

/** Arguments of any template, as its functions take them. */
export type ArgumentValues = Parameters<Template['build']>[0];

export const defaultArguments = (template: Template): ArgumentValues =>
  Object.fromEntries(
    Object.entries(template.args).map(([name, argument]) => [name, argument.default]),
  ) as ArgumentValues;
