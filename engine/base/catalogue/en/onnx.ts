/** What a file turns out to be, and what an exported one has otherwise than its design. */
export const onnxProblems = {
  'file.empty': '{path} is empty. Copy or download it again.',
  'file.lfsPointer':
    '{path} is a pointer of Git LFS, not the model[[ ({bytes} bytes)]]: run `git lfs pull` in the folder that it was cloned to.',
  'file.webPage':
    '{path} is a web page (HTML), not the file that was to be downloaded from it. Download the file itself.',
  'file.cutOff':
    '{path} is an ONNX file that was cut off: it has {bytes} of at least {wanted} bytes. Copy or download it again.',
  'file.packed': '{path} is packed ({format}). Unpack it, and give the file inside.',
  'file.otherFormat':
    '{path} is a file of another format ({format}). Give a .loom.json file, an ONNX file, or a ready design as template:NAME.',
  'file.unknown':
    '{path} holds neither a design nor an ONNX model. Give a .loom.json file, an ONNX file, or a ready design as template:NAME.',
  'onnx.foreign':
    '{path} was not written by Layerloom[[ but by {producer}]][[ (ONNX opset {opset})]], so that it has no design inside to hold it against. Give the file as Layerloom exported it; `layerloom import` opens those of others.',
  'onnx.designLost':
    '{path} was written by Layerloom, but another program has taken its design out. Give the file as it was exported, or export it again.',
  'onnx.damaged': '{path} is an ONNX file that is damaged: {reason}. Copy or download it again, or export it again.',
  'import.elementType': '{name} holds numbers of ONNX type {type}, which no layer computes with.',
  'import.count': '{name} holds {count} numbers, which are not {dims}. The file is damaged: copy or download it again.',
  'import.externalMissing':
    'The numbers of {name} stand in a file of their own, {location}, which is not beside the model. Put it there.',
  'import.externalShort':
    'The numbers of {name} should end at byte {wanted} of {location}, which has {bytes}. Copy or download it again.',
  'import.recursion': 'The function {name} calls itself, or others more than 50 deep.',
  'import.tooMany': 'The file has more than {most} nodes.',
  'import.circle': '{node} needs its own result: the file is no graph that could be run.',
  'import.sparse': '{path} keeps weights as sparse tensors, which cannot be read.',
  'import.inputs':
    '[[The network takes {count} inputs ({names}): ]]a design has exactly one, an image of rows × columns × channels.',
  'import.inputShape':
    'The input {name} is {dims}: a design wants N × channels × rows × columns (or channels last), all but N in numbers. Where the file leaves a size open, choose one: `layerloom import FILE.onnx --shape 1x3x224x224`.',
  'import.outputs': 'The network has {count} {count|output|outputs} ({names}): a design has exactly one.',
  'import.output': 'The output {name} is not what a layer computes: it is always the same, or in an order of its own.',
  'import.op': 'The operator {op} has no layer in Layerloom.',
  'import.attribute': '{op} has {attribute} {value}, where a layer can only have {only}.',
  'import.twoComputed': '{op} takes two tensors that are both computed, or divides by one.',
  'import.slopes': '{op} has {dims} slopes, which are neither one nor one a channel.',
  'import.bias': '{op} adds {dims} numbers, which are not one a unit.',
  'import.unknownTensor': '{op} reads {tensor}, which no node and no weight of the file gives.',
  'import.notConstant': 'Input {input} of {op} is computed; a layer wants numbers that stand in the file.',
  'import.notComputed': 'Input {input} of {op} is the same for all images; a layer wants what another layer computes.',
  'import.constantOperand': '{op} takes numbers of the file that are no bias of the layer in front of it.',
  'import.order': '{op} takes numbers in an order of axes that no layer has.',
  'import.reshape': '{op} makes {dims}, which is neither a feature map nor a vector of it.',
  'import.cut': '{op} takes numbers as {dims}, with an axis of the feature map cut in parts.',
  'import.concat': '{op} goes along axis {axis}, which are not the channels.',
  'import.padding': 'The padding in front of {op} is not the padding of that layer.',
  'import.pads': '{op} pads by {pads}: only rows and columns can be padded, and not by less than nothing.',
  'import.scale': '{op} changes the size by {scales}: a layer enlarges a whole number of times.',
  'import.resize': '{op} has mode {mode} and coordinates {coordinates}, which no layer computes.',
  'import.mean': '{op} goes over other axes than rows and columns.',
  'import.indices': '{op} also gives where the largest numbers stand, and that is used.',
  'import.softmax': '{op} does not end the network, or goes over other numbers than the classes.',
  'import.slice': '{op} takes a part that no layer takes: backwards, none at all, or of several axes that are one.',
  'import.gather': '{op} picks numbers by their places; only all of them, in their order, can be drawn.',
  'import.extreme': '{op} compares other things than a tensor and one number.',
  'import.norm': '{op} normalises over other numbers than the channels of each place.',
  'import.expand': '{op} stretches to {dims}; only a gate of 1 × 1 in front of a product can be.',
  'import.notTwoDimensional': '{op} slides over {dims} axes; layers slide over rows and columns.',
  'import.inputMissing': '{path} names no numbers for the input {name}.',
  'import.differs':
    'The design would compute something else than {file}: by up to {difference} on {images} {images|input|inputs}, where {allowed} is allowed. Nothing was written. This is a fault of Layerloom: please report it with the file.',
  'import.differsAt':
    'The design would compute something else than {file}: its node {node} differs from {tensor} by up to {difference} on {images} {images|input|inputs}, where {allowed} is allowed; what comes before is the same. Nothing was written. This is a fault of Layerloom: please report it with the file.',
  'import.weights': '{path} has {found} numbers as its {name}, where its input wants {wanted}.',
  'import.tooLarge': '{op} makes {dims} numbers, which is more than a file should.',
  'export.nodeDiffers':
    '{file} does not compute what the design does: {node} has {found}, the design has {expected}. The file was changed, or is of an older version: export it again.',
  'export.saysOtherwise':
    '{file} has {what}[[ {index}]] {found}, the run has {expected}. The file was changed, or is of another run: export it again.',
  'export.writtenOtherwise':
    '{file} could be written, but holds other bytes now. Something else writes there, or the disk is failing: export to another place.',
} as const;
