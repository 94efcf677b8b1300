/** Problems of a network as a whole, and advice on it. */
export const analyzeProblems = {
  'network.empty': 'The design is empty. Start with an input.',
  'network.noInput': 'The design has no input. Add one: it says how large the images are.',
  'network.twoInputs': 'This is a second input; {first} is the first one. A design has exactly one.',
  'network.noHead':
    'The design has no classifier, so that there is nothing to train for. Put one behind the last layer.',
  'network.twoHeads':
    'This is a second classifier; {first} is the first one. Make it an auxiliary head, whose loss is added at a weight.',
  'network.cycle': 'The wires run in a circle: {chain}. Remove one of them.',
  'network.deadBranch':
    'Nothing that comes out of here reaches a head: {count} {count|layer is|layers are} never trained. Connect it or remove it.',
  'count.tooLarge':
    'This layer has too many {what} to be counted exactly: {limit} at most. Make it smaller; the layers behind it are not counted until then.',
  'count.totalTooLarge': 'The network has too many {what} to be counted exactly: {limit} at most. Make it smaller.',
  'layer.unknown': 'There is no layer {kind}.[[ Did you mean {suggestion}?]]',
  'layer.other': 'Layerloom has no {kind}: {what}.[[ {closest} comes closest, but computes something else.]]',
  'layer.depthwise': '{kind} is a conv2d here, with as many groups as channels come in.',
  'layer.softmax':
    '{kind} is part of the classifier here, which takes logits. Remove it in front of one; at the end, change it to one.',
  'layer.identity': '{kind} passes on what it gets, which a wire does. Remove it.',
  'port.unknown': 'This {layer} has no input {port}.[[ It has {known}.]]',
  'port.unconnected': 'Nothing is connected to the input of the {layer}. Connect the layer that comes before it.',
  'port.tooFew':
    'An input is missing: {layer} needs at least {min} inputs and has {count}. Connect another one, or remove the {layer}.',
  'port.tooMany': 'The {layer} takes one input and has {count}. Add or concatenate them first, or remove all but one.',
  'wire.fromNowhere': 'Input {input} comes from {source}, which does not exist.',
} as const;

export const analyzeFixes = {
  'wire.remove': 'Remove the wire from {source}',
  'wire.connect': 'Connect {source}',
  'wire.reconnect': 'Connect {source} to {node} in place of {old}',
  'node.drop': 'Remove {node}',
  'branch.drop': 'Remove the {count} {count|layer that leads|layers that lead} nowhere',
  'kind.set': 'Change it to {kind}[[ ({settings})]]',
  'bottleneck.insert': 'Put a 1 × 1 convolution with {filters} filters in front',
  'reduce.insert': 'Put a 1 × 1 convolution with {filters} filters behind the pool',
  'classifier.append': 'Put a classifier behind {node}',
  'window.set': 'Set {settings} in {node}[[ ({shape})]]',
  'value.setIn': 'Set {field} to {value} in {node}[[ ({shape})]]',
  'design.set': 'Set {settings}[[ ({shape})]]',
  'head.append': 'Put {layers} behind {node} ({units} classes)',
  'logits.two': 'Set the units of {node} to 2 and take {sigmoid} out: the softmax of two is a sigmoid',
} as const;

/** Advice and headings of the layer table, by key. */
export const analyzeTexts = {
  'advice.bottleneck':
    'A 1 × 1 convolution with {filters} filters in front would bring its {before} multiplications down to {reduce} + {kernel} = {after}, which saves {saved} of the whole network.',
  'advice.poolDominatesConcat':
    'The pool branch brings {channels} of the {total} channels, more than any other, for it passes on all that come in. A 1 × 1 convolution with {filters} filters behind it keeps it in proportion.',
  'advice.needsProjection':
    'Input {input} needs a projection before the add: {filters} filters at stride {stride}, {multiplies} multiplications and {params} parameters.',

  'table.layer': 'Layer',
  'table.kind': 'Kind',
  'table.shape': 'Output',
  'table.params': 'Parameters',
  'table.factors': 'Product',
  'table.share': 'Share',
  'table.field': 'Field',
  'table.total': 'Total',
  'table.training': 'With auxiliary heads',
  'table.whole': 'all',
} as const;
