import { bytesOfType, type OnnxModel } from './wire/model.ts';

/**
 * What is structurally wrong with a model, in words; empty where nothing is. Checks what ONNX's own checker does of a
 * graph: every tensor is defined once and before its use, names are unique and not empty, constants hold as many bytes
 * as their shapes say, value infos and outputs exist.
 */
export function checkModel(model: OnnxModel): readonly string[] {
  const wrong: string[] = [];
  const defined = new Set<string>();
  const define = (name: string, what: string): void => {
    if (name === '') wrong.push(`${what} has no name`);
    if (defined.has(name)) wrong.push(`${what} defines ${name}, which exists already`);
    defined.add(name);
  };
  for (const { name } of model.inputs) define(name, 'an input');
  for (const { name, type, dims, bytes } of model.initializers) {
    define(name, 'a constant');
    const size = dims.reduce((n, d) => n * d, bytesOfType[type]);
    if (size !== bytes.byteLength)
      wrong.push(`constant ${name} holds ${bytes.byteLength} bytes where its shape wants ${size}`);
  }
  const nodes = new Set<string>();
  for (const { name, type, inputs, outputs } of model.nodes) {
    if (name === '' || nodes.has(name)) wrong.push(`the name of ${type} node "${name}" is empty or taken`);
    nodes.add(name);
    for (const input of inputs)
      if (input !== '' && !defined.has(input)) wrong.push(`${name} reads ${input}, which no earlier node defines`);
    for (const output of outputs) define(output, name);
  }
  for (const { name } of [...model.outputs, ...model.values])
    if (!defined.has(name)) wrong.push(`${name} is declared but never defined`);
  return wrong;
}
