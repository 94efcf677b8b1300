/** Folders of images: what is refused, and what is not used. */
export const folderProblems = {
  'data.flatImages':
    '{path}: {count} images ({examples}) lie in no folder of a class.[[ {more} more lie in folders beside them ({folders}).]][[ Lists beside them ({lists}) are not read.]] Put the images of each class into a folder of its own.',
  'data.oneClassFolder':
    'The images of {path} ({count}) lie in one folder, {name}.[[ {aside} beside it is no class by its name.]] A classifier needs at least two classes, each in a folder of its own.',
  'data.noTrain':
    '{path} has {found} but no folder to train on beside it.[[ {empty} holds no images.]][[ {others} is named after no part.]] A folder named train or training holds the training images.',
  'data.partTwice':
    '{path} has more than one folder for one part ({part}): {folders}. Rename those that are not to be used, or say which are.',
  'data.partsOrClasses':
    '{path}: {part} is named after a part of a data set, and {others} beside it after none. They may be parts, or all of them classes.',
  'data.partsFlat':
    '{path}: {part} are named after parts of a data set, but hold images themselves, in no folder of a class, as does {others} beside them.',
  'data.partAndClass':
    '{path}: the names of {folders} say both a part and a class. Make a folder for each part, with a folder for each class in it, as train/cats.',
  'data.shares':
    '{path}: the names of {folders} differ in their number alone. They look like shares of one data set, or folds of one, and not like classes.[[ Lists beside them ({lists}) are not read.]]',
  'data.grid':
    '{path}: {folders} hold folders of the same names, {inner}. The classes may be the one or the other, and the others parts or variants.',
  'data.severalSets':
    '{path} holds several data sets, or one in several forms: {folders}, with parts ({parts}) and folders of classes in them[[, and {others}]].',
  'data.nested': '{path}: {folders} hold folders of their own, {inner}. The classes may be the one or the other.',
  'data.uneven':
    '{path} holds {folders}: {deep} holds folders ({inner}), the other images. {deep} may be the data set, or both may be classes.',
  'data.noPartFolder': 'There is no folder {folder} with images in {path}.[[ There are: {names}.]]',
  'data.partsOfFolders':
    '{path} holds {form}, which has parts and classes of its own: parts and classes are chosen for folders of images only.',
  'data.tooManyFolders': '{path} holds more than {most} folders. Give the folder of the data set itself.',
  'data.imagesBeside': '{path} is read ({form}); {count} images in other folders are not used.',
  'data.classNamedPart':
    '{path} is read as a class, {name}: it holds images itself, as do the {count} folders beside it.',
  'data.subfolders':
    '{count} classes hold folders of their own (those of {path}: {inner}). Their images are read with the class; --classes-from subfolders makes each of them a class.',
  'data.caseTwins':
    '{path} is read as a class of its own, {name}, which differs from {of} in letter case alone. Put the images into one folder if they are one class.',
  'data.copyNamed':
    '{path} is read as a class of its own, {name}. It is named as a copy of {of}: the same images may be in both.',
  'data.partEmpty': '{path} holds no images: there is no {part} part in it.',
  'data.listsUnread':
    '{lists} may say which images are for training and which for testing: they are not read, and images are held out at random. Folders named train and test would say it.',
  'data.unusedAnnotations':
    '{path} is not used ({count} images): a folder of this name holds annotations or masks, not a class.',
  'data.unusedUnlabelled':
    '{path} is not used ({count} images): a folder of this name holds images without labels. `predict` takes them.',
  'data.unusedCopy': '{path} is not used ({count} images): it holds the same folders as lie beside it.',
  'data.unusedBeside':
    '{path} is not used ({count} images): it is of a class, but lies beside the parts and not in one.',
  'data.unusedOther':
    '{path} is not used ({count} images): it may be a {part} part[[, but {instead} is]]. Say --parts to choose.',
  'data.unusedFlat': '{path} is not used: its {count} images lie in no folder of a class. `predict` takes them.',
  'data.unusedFlatPart':
    '{path} is not used: its {count} images lie in no folder of a class, so there is no {part} part in it. `predict` takes them.',
  'data.unusedFolder':
    '{path} is not used ({count} images): it is named after no part and no class. Parts are named {train}; {validation}; {test}.',
  'data.unusedUnnamed': '{path} is not used ({count} images): it lies in no folder that was named as a part.',
  'data.unusedMore': '{folders} more folders are not used ({count} images).',
  'data.looseImages':
    '{count} images that lie directly in {path} are not used: they lie in no folder of a class. The first is {first}.',
  'data.maskFiles': '{count} files are masks of the images beside them and are not used: {paths}.',
  'data.bareFolders': '{count} folders hold no images and are no classes: {paths}.',
} as const;

/** Ways to read a folder, with the flags that say so; a window has a button instead. */
export const folderFixes = {
  'data.readClasses': 'Read {classes} as classes[[: {flags}]]',
  'data.readParts': 'Train on {train}[[, validate on {validation}]][[, test on {test}]][[: {flags}]]',
  'data.readFolder': 'Read {folder} alone[[: {flags}]]',
  'data.readNames': 'Take {count} classes from the names of the files ({classes})[[: {flags}]]',
  'data.readTogether': 'Read {folders} together[[: {flags}]]',
  'data.readLastAsTest': 'Train on {folders}, test on {last}[[: {flags}]]',
  'data.leaveOut': 'Leave {folder} out[[: {flags}]]',
  'data.useAsTest': 'Test on {folder}[[: {flags}]]',
  'data.useAsValidation': 'Validate on {folder}[[: {flags}]]',
} as const;
