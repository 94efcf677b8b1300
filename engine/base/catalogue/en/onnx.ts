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
    '{path} is a file of another format ({format}). Give a .loom.json file, an ONNX file that Layerloom exported, or a ready design as template:NAME.',
  'file.unknown':
    '{path} holds neither a design nor an ONNX model. Give a .loom.json file, an ONNX file that Layerloom exported, or a ready design as template:NAME.',
  'onnx.foreign':
    '{path} was not written by Layerloom[[ but by {producer}]][[ (ONNX opset {opset})]], so that it has no design inside. Give a .loom.json file, an ONNX file that Layerloom exported, or a ready design as template:NAME.',
  'onnx.designLost':
    '{path} was written by Layerloom, but another program has taken its design out. Give the file as it was exported, or export it again.',
  'onnx.damaged': '{path} is an ONNX file that is damaged: {reason}. Copy or download it again, or export it again.',
  'export.nodeDiffers':
    '{file} does not compute what the design does: {node} has {found}, the design has {expected}. The file was changed, or is of an older version: export it again.',
  'export.saysOtherwise':
    '{file} has {what}[[ {index}]] {found}, the run has {expected}. The file was changed, or is of another run: export it again.',
  'export.writtenOtherwise':
    '{file} could be written, but holds other bytes now. Something else writes there, or the disk is failing: export to another place.',
} as const;
