/** Problems of data sets and their files. */
export const dataProblems = {
  'data.notFound': 'There is no file or folder {path}. Check the spelling, or use builtin:digits or builtin:fashion.',
  'data.unknownBuiltin': 'There is no bundled data set {path}. There are: {known}.',
  'data.noPermission':
    '{path} may not be read by this user. Change its permissions, or copy it to a folder of your own.',
  'data.unreadable': '{path} cannot be read: {reason}. Check the disk and the path.',
  'data.isFile': '{path} is a file. Give the folder that holds the data set.',
  'data.isArchive': '{path} is an archive. Unpack it and give the folder that comes out.',
  'data.unrecognised':
    '{path} holds no data set of a known form: it has {found}. Known forms: {known}. Put the images of each class into a folder of their own.',
  'data.ambiguous': '{path} holds several data sets: {found}. Give one of these folders.',
  'data.fileMissing': '{file} is missing in {path} (or {also}). Download it again or copy it there.',
  'data.cifarPickle':
    "{path} is from CIFAR's Python version. Download the binary version, which has {file}, from https://www.cs.toronto.edu/~kriz/cifar.html.",
  'data.wrongMagic':
    '{path} begins with {found} at byte 0, where this IDX file has {expected}. It is another kind of file, or images and labels are swapped: check the names, or download it again.',
  'data.headerTruncated':
    '{path} ends inside its header: {found} bytes, where the header alone has {expected}. Download it again.',
  'data.truncated':
    '{path} is cut off in record {record} at byte {offset}: it has {found} bytes, and its header promises {count} records, {expected} bytes. Download it again.',
  'data.trailing':
    '{path} has {found} bytes, more than the {expected} that its header promises for {count} records. It is damaged or its header is wrong: download it again.',
  'data.noRecords': '{path} holds no images (it says {dims}). Download it again.',
  'data.partialRecord':
    '{path} is cut off in record {record} at byte {offset}: {found} bytes are no multiple of {recordBytes}, the size of a record. Download it again.',
  'data.gzipTruncated': '{path} is a gzip file that ends too early, after {bytes} bytes. Download it again.',
  'data.gzipDamaged': '{path} is a damaged gzip file: {reason}. Download it again.',
  'data.countMismatch':
    '{path} has {images} images and {labelsPath} has {labels} labels. They do not belong together: download both again.',
  'data.partSize':
    'The images in {path} are {found}, those in {other} are {expected}. Training and test images must have one size: check that both files are of one data set.',
  'data.labelOutOfRange':
    '{path} has label {found} in record {record} at byte {offset}; the highest class is {highest}. The file is damaged, or the list of class names is too short.',
  'data.labelGap':
    '{path} has labels up to {highest} (record {record} at byte {offset}) but none is {missing}. Labels count from 0 without gaps; if these are right, name all classes in classes.txt, one a line.',
  'data.classNames':
    '{path} has {found} class names, the data set has {expected} classes. Restore the file from the archive, or delete it.',
  'data.oneClass':
    'There is only one class, {name}, in {path}. A classifier needs at least two: add images of another class.',
  'data.emptyClass': 'The class {name} has no image for training in {path}. Add images or remove the class.',
  'data.unknownClass':
    '{path} is a class that the training set does not have; it has {known}. Rename or remove the folder, or add it to the training set.',
  'data.noImages':
    'There are no images in {path}. Put JPEG, PNG, WebP, GIF, TIFF, AVIF, BMP or PNM files there, a folder for each class.',
  'data.badImages':
    '{count} of {total} images cannot be read[[, {empty} of them since they are empty]][[ (the first {named} are named)]]. Replace or delete them, or go on without them: --skip-bad.',
  'data.skippedImages':
    '{count} of {total} images cannot be read and are left out[[, {empty} of them since they are empty]]; the first is {first}.',
  'data.classUnreadable':
    'None of the {count} images that the class {name} has for training can be read. Replace them, or remove the class.',
  'data.emptyFile': '{path} is empty: it has 0 bytes. Replace or delete it.',
  'data.unknownFormat': '{path} is no image of a known format. Replace or delete it.',
  'data.notAnImage': '{path} is {what}, whatever its name says. Replace or delete it.',
  'data.unsupportedImage': '{path} is an image of the kind {format}, which is not read. Convert it to PNG or JPEG.',
  'data.bands':
    '{path} has {bands} bands and does not say which of them are the colours of a picture. Keep one band, or three as red, green and blue.',
  'data.extraBands':
    '{count} images have bands beside red, green and blue that are no transparency; these are left out. The first is {first} (bands left out: {bands}).',
  'data.floatRange':
    '{path} holds floating-point numbers from {low} to {high}; they are read as they are from 0, black, to 1, white. Scale them to that.',
  'data.floatNaN': '{path} holds numbers that are none (NaN). Replace them, or delete it.',
  'data.blankOnGround':
    '{blank} of {images} images are transparent, and nothing of them is left once they are laid on {ground}. Choose another ground: --ground black, white or gray.',
  'data.ignoredFiles': '{count} files are no images and are left out, the first is {first}.',
  'data.undecodable':
    '{path} cannot be decoded: its data are damaged or cut off, or of a rare kind. Replace or delete it.',
  'data.tooManyPixels': '{path} has {found} pixels; at most {limit} in all are read. Scale it down.',
  'data.mixedSizes':
    '{path} is {found}, but {first} is {expected}; {count} of {total} images differ from it. Give one size to all, for instance --resize {side}.',
  'data.splitTakesAll':
    'All {count} images of {name} were held out for validation or testing. Lower these fractions (now {validation} and {test}), or add images.',
  'data.noTest': '{name} has no test images. Add a test folder beside train, or evaluate on the validation images.',
  'data.noValidation':
    '{name} has no validation images: none are held out. Hold some out, for instance --validation 0.1.',
  'data.batchTooLarge':
    'A batch of {batch} is larger than the training set of {images} images. Use a batch of at most {images}.',
  'data.cropTooLarge':
    'Cropping with {pixels} pixels around images of {size} leaves none of the image at times. Use at most {most}.',
  'data.cutoutTooLarge': 'A cutout of {pixels} pixels covers images of {size} entirely at times. Use at most {most}.',
  'data.constantChannel':
    'Channel {channel} has the value {value} everywhere in the training set. It tells nothing; it is only shifted to 0, not scaled.',
  'data.workerFailed':
    'A thread that prepares images ended unexpectedly: {reason}. Start again; if it happens again, try images of a smaller size or fewer threads.',
} as const;
