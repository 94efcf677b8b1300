/** Problems of training settings, runs, checkpoints, export and the command line. */
export const trainProblems = {
  'run.notFound': 'There is no run in {path}: it has no run.json. Give the folder that train printed.',
  'run.exists': '{path} already holds a run. Continue it with --resume {path}, or choose another folder with --out.',
  'run.broken': '{path} cannot be read as a run: {reason}. Restore the file, or train again.',
  'run.newer':
    '{path} was written by a later version of Layerloom: its format is {version}, this one reads up to {supported}. Update Layerloom to open the run.',
  'run.remains':
    '{path} has no run.json, but {file} of a run is in it. Choose another folder, or move that file away first.',
  'run.linked':
    '{path} is a link, and a run that goes on would write to where it leads. Put the file itself there, or delete the link.',
  'run.notOurs':
    'Nothing was deleted: {path} holds no run of Layerloom, and {file} was written by another program. Delete it in your file manager if you do not need it.',
  'run.diskFull':
    'The disk of {path} is full. What the run kept before is whole: free some space, then go on with it from its last checkpoint.',
  'run.diskFullEarly':
    'The disk of {path} is full, and the run has no checkpoint yet. Free some space or choose another folder, then train again.',
  'run.littleSpace':
    'The run takes up to {needed}, and {path} has {free} left. Free some space, or choose another folder.',
  'train.dataGone':
    'The run needs {path}, which was there when it began and is gone. Bring it back, or give its new place with --data; what the run has kept is whole.',
  'train.memory':
    'A step of {batch} images is predicted to take {needed}, the device has {available}. Use a smaller batch[[, {fits} at most]], or a smaller design.',
  'run.beingWritten': 'Another process is training {path} right now. Wait until it is done, or stop it there.',
  'run.linesSkipped':
    '{count} lines of {path} cannot be read and were left out, the first is line {line}. The curves lack these steps; the checkpoint is not touched by this.',
  'run.lineTooLong':
    'Line {line} of {path} is longer than {most}, which no line of a run is, and was left out. The checkpoint is not touched by this.',
  'run.stepsMissing':
    '{count} of the {steps} steps that the run did are missing from {path}, the first is step {step}: the file was cut off or edited. The curves lack them; the checkpoint is not touched by this.',
  'checkpoint.missing':
    'There is no checkpoint at {path}: the run was stopped before its first. Resume the run, which then starts from the beginning, or train again.',
  'checkpoint.lost':
    'There is no checkpoint at {path} any more, though the run had reached step {step}. Put the file back, or train again in another folder.',
  'checkpoint.bestLost':
    'The weights of the best epoch, {path}, are not there any more. Those of the last checkpoint, of step {step}, take their place; put the file back to have the best.',
  'checkpoint.bestBroken':
    'The weights of the best epoch, {path}, cannot be read: {reason}. Those of the last checkpoint, of step {step}, take their place; restore the file to have the best.',
  'checkpoint.broken': '{path} cannot be read as a checkpoint: {reason}. Restore the file, or train again.',
  'checkpoint.mismatch':
    'The checkpoint {path} does not fit the design: {name} should have {expected} numbers and has {actual}. Use the design that the run was trained with.',
  'checkpoint.notFinite':
    '{path} holds {count} numbers that are none (NaN or infinite), the first in {name}. Restore the file, or train again.',
  'resume.diverged':
    'The loss of {run} stopped being finite, and would at the same step again: a resumed run has the same seed and settings. Train it anew with a lower learning rate: layerloom train --like {run} --lr {fits}',
  'resume.stretched':
    'The {schedule} schedule is stretched from {before} to {now} steps: the learning rate goes on at {next}[[, where it was {last} in the last step]]. Train a new run of {now} steps if that is not what you want.',
  'resume.lowered': '{field} cannot go down from {before} to {now} when a run goes on. Raise it, or train a new run.',
  'from.notFound': 'There is neither a run nor a file {path} to start from.',
  'from.none':
    'Of the {count} tensors of the design none is in {path} under its name and with its size. Train the design that the weights belong to.',
  'from.all': 'It starts from {path}: all {count} tensors.',
  'from.some':
    'It starts from {path}: {fitting} of {count} tensors. The others start anew, since they are not there with that name and size: {names}[[, of {more}]].',
  'resume.fromBeginning':
    '{path} has no checkpoint yet: it was interrupted before its first. It starts again from the beginning, with the same settings and seed.',
  'resume.dataChanged':
    'The data set {path} is not what the run began with ({what}: {before} then, {now} now). Restore it, give the place of the right one with --data, or train a new run.',
  'resume.labelsUnknown':
    'The run was recorded by an earlier version of Layerloom, which kept no word of its labels: whether those of {path} are the same could not be checked.',
  'resume.fixed':
    'A resumed run keeps its design, data and settings, so {what} cannot be given with --resume. Leave it out, or train anew[[ with the rest as it was: layerloom train --like {run} {what} …]].',
  'language.unknown': 'There is no language {language}; there are: {known}.',
  'convention.unknown': 'There is no counting convention {convention}; there are: {known}.',
  'sweep.notTemplate':
    '{design} is no template, so that it has no depth to turn. Give template:NAME, or leave --depths out to train the designs as they are.',
  'sweep.isAnother':
    '{path} holds another sweep: its designs, data, settings or device differ. Go on with that one with --resume {path}, or choose another folder.',
  'sweep.runIsAnother':
    '{path} holds a run of another design, or with other settings, than the sweep trains there. Move that folder away, or sweep into another folder.',
  'sweep.notFound': 'There is no sweep in {path}: it has no sweep.json. Give the folder that sweep printed.',
  'sweep.broken': '{path} cannot be read as a sweep: {reason}. Restore the file, or sweep again into another folder.',
  'sweep.badValue': '“{value}” is no value of {name}. Give values with commas between them.',
  'sweep.nothing': 'There is nothing to sweep over. Choose what changes, and give at least one value.',
  'device.unknown': 'There is no device {device}; there are: {known}.',
  'device.noGpu':
    'No GPU was found for {device}. Install its driver (on Linux also the Vulkan loader, libvulkan1), or use one of: {known}.',
  'device.passedOver': '{adapter} is passed over: {reason}. A newer driver may have what is missing.',
  'device.lost':
    'The GPU stopped answering: {reason}. Go on from the last checkpoint with --resume, with a smaller batch if it happens again.',
  'device.tensorTooLarge':
    '{tensor} takes {bytes}, and this GPU takes {most} at most in one piece. Use smaller images, a smaller batch or a smaller layer, or train with --device cpu.',
  'device.noMemory':
    'The GPU has not enough memory for a step of {batch} images, which takes {bytes}. Use a smaller batch[[, {fits} at most]], or a smaller design.',
  'design.notFound': 'There is no file {path}. Give a .loom.json file, or a ready design as template:NAME.',
  'design.unreadable': '{path} cannot be read: {reason}. Give a .loom.json file, or a ready design as template:NAME.',
  'settings.tooSmall': '{field} is {value} and must be at least {limit}.',
  'settings.notAbove': '{field} is {value} and must be above {limit}.',
  'settings.tooLarge': '{field} is {value} and must be at most {limit}.',
  'settings.notAnOption': '{field} is {value} and must be one of {options}.[[ Did you mean {suggestion}?]]',
  'settings.missing': '{field} is missing and must be a {expected}.',
  'settings.wrongType': '{field} is {value} and must be of type {expected}.',
  'settings.unused':
    '{field} is of {of} only, and says nothing to {kind}. Leave it out, or choose another --optimizer.',
  'settings.nesterovStill':
    '--nesterov looks ahead along the momentum, which is 0. Leave it out, or give a --momentum above 0.',
  'settings.invalid': '{field} cannot be {value}: {reason}.',
  'image.notFound': 'There is no image {path}. Check the spelling.',
  'image.empty': '{path} is empty: it has 0 bytes. Choose another picture.',
  'image.unknownFormat': '{path} is no image of a known format. Choose a PNG or JPEG picture.',
  'image.isOther': '{path} is {what}, whatever its name says. Choose a picture.',
  'image.undecodable':
    '{path} cannot be decoded: its data are damaged or cut off, or of a rare kind. Choose another picture, or save this one anew as PNG or JPEG.',
  'image.notNumbers': '{path} holds numbers that are none (NaN). Choose another picture.',
  'data.classesDiffer':
    'The classifier tells {design} classes apart, the data set {data} has {classes}. Set the last dense layer to {classes}.',
  'data.inputDiffers':
    'The design takes {design} images, the data set {data} has {images}. Change the input, or resize the images with --resize.',
  'data.tooFewImages':
    'The data set has {images} training images, less than one batch of {batch}. Use a smaller batch.',
  'predict.noImages':
    'There are no images in {path}, nor in the folders in it. Give image files, or a folder that holds some.',
  'predict.notFinite':
    'The network gives no finite numbers for {image}: its values run over. Train it anew with a lower learning rate.',
  'evaluate.notFinite':
    'The network gives no finite numbers for some of {images} images: its values run over, and the loss is none. Train it anew with a lower learning rate.',
  'evaluate.noneKnown':
    'None of the classes of {path} ({found}) is one that the run knows: {known}. Classes are matched by name: give folders or classes.txt these names.',
  'evaluate.strangers':
    '{images} images of {path} are left out: the run does not know their classes {classes}. It knows {known}. Rename the folders where they mean the same.',
  'evaluate.seenGray':
    'The images of {data} are gray, those that the run was trained on are in colour: the network sees three channels that are the same.',
  'evaluate.seenInColour':
    'The images of {data} are in colour, those that the run was trained on are gray: the network sees them in gray.',
  'evaluate.scaled':
    'The images of {data} are {found} and are scaled and cut to {size}, the size that the run was trained on.',
  'evaluate.otherSize':
    'The run takes images of {before}, those of {data} are {now}. Leave --resize out: images are given the size of the run.',
  'evaluate.dataChanged':
    'The classes of {path} are not those that the run was trained on: {now} now, {before} then. Restore the data set, or name the images to test on with --data: their classes are matched by name.',
  'file.cannotWrite': '{path} cannot be written ({reason}). Choose another place.',
  'file.diskFull':
    'The disk of {path} is full, or your share of it is used up. Free some space, or choose another place.',
  'file.diskReadOnly': 'The disk of {path} can be read, but not written. Choose a place on another disk.',
  'file.mayNotWrite':
    '{path} may not be written by this user. Change its permissions or those of its folder, or choose another place.',
  'file.belowFile':
    '{path} cannot be written: {file} is a file, and a folder would have to be there. Choose another place.',
  'file.noFolder': '{path} cannot be written: there is no folder {folder}. Make it, or choose another place.',
  'file.isFolder': '{path} cannot be written: it is a folder. Give the name of a file.',
  'file.nameTooLong': 'The name {path} is too long for this disk. Choose a shorter one.',
  'file.tooLargeForDisk': '{path} is larger than a file on this disk can be. Choose a place on another disk.',
  'file.inUse': '{path} is in use by another program. Close it there, and try again.',
  'file.diskFails':
    'The disk of {path} does not take what is written ({reason}). Check whether it is connected and whole, or choose a place on another disk.',
  'export.nothing': 'There is nothing to export. Give a design, or a run with --run.',
  'export.notFound': 'There is no file {file}. Write it with `export` first.',
  'export.unreadable': '{file} cannot be read as an ONNX model: {reason}. Export it again.',
  'export.malformed': '{file} is not a well-formed model: {reason}. Export it again.',
  'export.weightMissing':
    '{file} has no weight {name} of {dims}. It is of another design, or was changed: export it again.',
  'export.weightDiffers':
    '{name}[{index}] is {actual} in {file} and {expected} in the checkpoint. The file is of another run, or was changed: export it again.',
  'export.doesNotRun': 'ONNX Runtime cannot run {file}: {reason}. Export it again.',
  'export.runsOver':
    'The network of {file} gives no finite 32-bit numbers on {images} images: its values run over, in the reference too, so that there is nothing to hold it against. Put batch norms into it, or train it first.',
  'export.differs':
    'The logits of {file} in ONNX Runtime differ from the float64 reference by up to {difference} on {images} images; {allowed} is allowed. Do not use this file.',
  'train.notFinite':
    'The loss is no longer a finite number at step {step}: {what} of {layer} is the first that is not. The state before that step was kept. Lower the learning rate ({learningRate}), clip the gradient, or add a warm-up.',
  'train.rateHigh':
    'A learning rate of {rate} is much for SGD without batch norm: the loss often jumps away in the first steps and does not come back. Use {fits}, add a warm-up or a gradient clip, or put batch norms behind the convolutions.',
  'train.normOneValue':
    '{node} normalises over one value a channel in a batch of {batch}: value and mean are the same, so that it gives β whatever comes in, and nothing in front of it learns. Use a batch of at least 2, or freeze the norm.',
  'train.momentumOne':
    'A momentum of 1 forgets no gradient, so that the steps do not become smaller as the gradients do. Use 0.9.',
  'train.cycleMomentum':
    'The momentum stays at {momentum}. PyTorch’s OneCycleLR also cycles it between 0.85 and 0.95, unless it is given cycle_momentum=False.',
  'train.warmupLong':
    'A warm-up of {warmup} steps is longer than the run, which has {steps}: the learning rate comes to {reached} and never reaches {rate}. Use a shorter warm-up.',
  'train.warmupTwice':
    'One-cycle has a rise of its own: after the {warmup} steps of warm-up to {rate} the learning rate falls to {after} and rises again. Leave the warm-up out.',
  'train.validationNotFinite':
    'The validation loss of epoch {epoch} is no finite number: the values of the network run over, so that its accuracy says nothing and the epoch is not kept as the best. Lower the learning rate ({rate}), clip the gradient, or add a warm-up.',
  'train.notLearning':
    'After {epochs} epochs the loss is {loss}, no better than guessing among {classes} classes ({chance}). Use a lower learning rate than {rate} if the loss jumps about, a higher one if it hardly moves, or put batch norms behind the convolutions.',
  'design.hasProblems': '{count} problems keep {name} from training. `inspect` lists them all.',
} as const;

export const trainFixes = {
  'setting.batch': 'Use a batch of {value}',
  'setting.learningRate': 'Use a learning rate of {value}',
  'setting.crop': 'Shift by {value} pixels at most',
  'setting.cutout': 'Use a cutout of {value} pixels',
  'setting.ground': 'Lay transparent images on {value}',
  'setting.skipBad': 'Go on without them',
  'setting.device': 'Train on {value}',
  'input.take': 'Set the input to {images}',
  'dense.insert': 'Put a dense layer with {classes} units in front',
  'dense.setUnits': 'Set the units of {node} to {classes}',
} as const;
