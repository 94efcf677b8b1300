/** Problems of single layers: shapes and parameters. Keys are `<layer or topic>.<what>`; texts say what to do. */
export const layerProblems = {
  'kernel.tooLarge':
    'The {kernel} kernel does not fit into its input of {input} ({padded} with padding). Use same padding or a smaller kernel.',
  'kernel.tooLargeDilated':
    'The {kernel} kernel spans {reach} with its dilation and does not fit into its input of {input} ({padded} with padding). Use same padding, less dilation or a smaller kernel.',
  'pool.paddingTooLarge':
    'The padding of {pads} (top, left, bottom, right) is as large as the {kernel} kernel, so that some windows see padding alone. Use less padding.',
  'groups.indivisible':
    '{groups} groups divide neither all of the {channels} input channels nor all of the {filters} filters evenly. Both must be multiples of the groups.',
  'norm.groups':
    '{groups} groups do not divide the {channels} channels evenly. The channels must be a multiple of them.',
  'norm.single':
    'Each of the {groups} {groups|group|groups} has a single number, whose deviation is always 0. Use fewer groups, or leave the norm out.',
  'slice.noAxis': 'A vector of {shape} numbers has no {axis}. Slice its channels, or put the slice before the flatten.',
  'slice.beyond': 'The slice goes up to {to}, but there are {size} {axis}. Go to the end, or stop earlier.',
  'slice.empty': 'From {from} to {to} nothing is left of the {axis}. Let it begin earlier or end later.',
  'shuffle.groups':
    '{groups} groups do not divide the {channels} channels evenly. The channels must be a multiple of them.',
  'block.divides': '{size} {what} do not come out whole over {by}. Use another block, or other {what} in front.',
  'transposed.nothingLeft':
    'Padding cuts off all of the map: {rows} rows and {columns} columns would be left. Use less padding.',
  'transposed.outputPadding':
    'An output padding of {more} is not below the stride of {stride}: its rows would be further from the input than a step. Use less.',
  'pad.reflectTooFar':
    'The map of {size} cannot be mirrored over {pads} (top, left, bottom, right): a mirror image is a row and a column shorter than the map. Use less, or repeat the edge.',
  'weights.count': '{given} weights are given, and the layer has {product} = {wanted}. Give that many or none.',
  'input.notMap':
    '{layer} needs a feature map (rows × columns × channels) and gets a vector of {shape} numbers. Put it before the flatten.',
  'input.notVector':
    '{layer} needs a vector and gets a feature map of {shape}. Put a flatten in front ({features} numbers), or a global average pool and a flatten.',
  'input.mixed':
    'Input {input} is {shape} and input {other} is {otherShape}: a vector and a feature map cannot be combined. Flatten the map or move the flatten.',
  'add.shapes':
    'Input {input} is {shape} and input {other} is {otherShape}; an add needs equal shapes. Put a projection on the shortcut, or give the branches the same padding and stride.',
  'concat.sizes':
    'Input {input} is {shape} and input {other} is {otherShape}; a concat stacks channels, so rows and columns must agree. Give the branches the same padding and stride.',
  'multiply.shapes':
    'Input {input} is {shape} and input {other} is {otherShape}; a multiply needs equal shapes, or 1 × 1 with as many channels for a gate.',
  'shortcut.notIdentity':
    'An identity shortcut keeps the shape, but {channels} channels come in, {filters} are to come out, at stride {stride}. Use a projection or zero padding.',
  'shortcut.fewerChannels':
    'Zero padding can only add channels: {channels} come in and {filters} are to come out. Use a projection.',
  'classifier.oneClass':
    '{layer} needs at least two classes and gets one logit, whose softmax is always 1. Give the dense layer in front one unit per class.',

  'param.unknown': 'There is no parameter {field}.[[ Did you mean {suggestion}?]][[ There are: {known}.]]',
  'param.notInteger': '{field} must be a whole number and is {value}.',
  'param.notNumber': '{field} must be a number and is {value}.',
  'param.notBoolean': '{field} must be true or false and is {value}.',
  'param.notChoice': '{field} must be one of {options} and is {value}.[[ Did you mean {suggestion}?]]',
  'param.notSize': '{field} must be a whole number or a pair [rows, columns] of them and is {value}.',
  'param.notPadding':
    '{field} must be same, torch, valid, a whole number from 0 up, or four of them [top, left, bottom, right], and is {value}.',
  'param.notList': '{field} must be a list of numbers and is {value}.',
  'param.outOfRange': '{field} must lie between {min} and {max} and is {value}.',
} as const;

export const layerFixes = {
  'padding.same': 'Use same padding',
  'pad.edge': 'Repeat the edge instead',
  'outputPadding.none': 'Use no output padding',
  'kernel.shrink': 'Use a {kernel} kernel',
  'dilation.one': 'Use no dilation',
  'groups.set': 'Use {groups} groups',
  'filters.set': 'Use {filters} filters',
  'weights.drop': 'Leave the weights to the initialiser',
  'flatten.insert': 'Put a flatten in front ({features} numbers)',
  'shortcut.insert': 'Put a projection with {filters} filters and stride {stride} on input {input}',
  'shortcut.project': 'Use a 1 × 1 projection to {filters} channels',
  'value.set': 'Set {field} to {value}',
  'value.default': 'Use the default of {field}, {value}',
  'value.rename': 'Rename {field} to {suggestion}',
  'value.drop': 'Remove {field}',
} as const;
