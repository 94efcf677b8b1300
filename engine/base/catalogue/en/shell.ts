/** Problems of files, and of the processes that the app consists of. */
export const shellProblems = {
  'engine.died':
    'The engine ended unexpectedly ({how}) and starts again. The drawing is untouched; what was computing is lost: start it again. A run goes on from its last checkpoint.',
  'engine.failed': 'The engine failed: {reason}. This is a bug in Layerloom: please report it with this text.',
  'engine.unreadable':
    'The engine gave an answer that does not fit the protocol ({reason}), and was told to stop this job. What is on disk stays. This is a bug in Layerloom: please report it with this text.',
  'engine.eventLost':
    'Something that this job reported does not fit the protocol ({reason}) and is not shown; the job goes on. This is a bug in Layerloom: please report it with this text.',
  'engine.cannotSend':
    'This could not be handed to the engine ({reason}): a value in the design is nested too deeply, or is too long. Take it out and try again.',
  'engine.cannotAnswer':
    'The engine has an answer that it cannot hand over ({reason}): it is nested too deeply, or is too long. Ask for less of it.',
  'engine.cancelled': 'It was stopped before it was done.',
  'engine.outOfMemory':
    'There is not enough memory for this network: a single tensor of it is too large for this machine. Make it smaller where `inspect` shows the most parameters; a pool in front of a dense layer helps most.',
  'engine.noJob': 'This job is over. The list of runs says how it ended.',
  'engine.busy': 'There are already {count} jobs waiting for the engine. Wait until some are done, or stop one.',
  'host.gone':
    'Layerloom itself no longer answers. The drawing is still here and is saved as soon as it answers again: start it with npm start, or copy the design and paste it later.',
  'host.otherStart':
    'Open the address that Layerloom printed when it started, with all that stands behind the #: this window does not know the secret of this start. A drawing that is here can be copied first.',
  'host.full': 'As many windows of Layerloom are open as it takes. Close one, and reload this page.',
  'host.tooLong':
    'This takes {bytes} bytes, and {limit} at most can be handed over at once. Take a smaller picture, or fewer values in the design.',
  'image.cannotInvert': '{name} cannot be inverted: this window cannot decode it. Give a PNG or a JPEG file.',
  'image.cannotShrink':
    '{name} has {bytes} bytes, and this window cannot decode it to make it smaller. Give a PNG or JPEG file, or one of up to {limit} bytes.',
  'host.refused': 'This request was not understood: {reason}. Reload the page; if it happens again, please report it.',
  'serve.portTaken': 'Port {port} cannot be used ({reason}). Give another one with --port, or 0 for any that is free.',
  'file.notFound': 'There is no file {path}. It may have been moved or deleted: look for it with Open.',
  'file.nameNotUtf8':
    '{path} is shown with a � for each byte that is not UTF-8: nothing can be opened, or written, by such a name. Rename it, and give the new name.',
  'file.notAllowed':
    '{path} lies outside of {folder}, the folder that this window may use. Start Layerloom with the folder that holds it: layerloom serve FOLDER.',
  'file.notChosen': '{path} was not chosen by you in this window. Choose it with Open or Save as.',
  'file.wrongKind': '{path} does not end in {endings}. Choose a file that does.',
  'file.cannotRead': '{path} cannot be read ({reason}). Check the disk and its permissions.',
  'file.notFile': '{path} is no file but a folder, a pipe or a device. Choose a file.',
  'file.notText': '{path} is not a text file: byte {offset} is not UTF-8. Open a .loom.json file that Layerloom saved.',
  'file.tooLarge': '{path} has {bytes} bytes; designs of up to {limit} are read.',
} as const;

/** The file dialog of a browser, where there is no native one. */
export const shellTexts = {
  'dialog.openDesign': 'Open a design',
  'dialog.saveDesign': 'Save the design as',
  'dialog.saveOnnx': 'Export ONNX as',
  'dialog.openImages': 'Choose an image',
  'dialog.dataFolder': 'Choose the folder of a data set',
  'dialog.runFolder': 'Choose the folder of a run',
  'dialog.up': 'Folder above',
  'dialog.list': 'Contents of {folder}',
  'dialog.empty': 'There is nothing here to choose.',
  'dialog.name': 'File name',
  'dialog.cancel': 'Cancel',
  'dialog.open': 'Open',
  'dialog.save': 'Save',
  'dialog.choose': 'Choose this folder',
  'dialog.replace': 'Replace',
  'dialog.exists': 'There is already a {name} here. Replace it, or give another name.',
} as const;
