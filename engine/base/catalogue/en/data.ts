/** Problems of data sets and their files. */
export const dataProblems = {
  'data.notFound': 'There is no file or folder {path}. Check the spelling, or use builtin:digits or builtin:fashion.',
  'data.unknownBuiltin': 'There is no bundled data set {path}. There are: {known}.',
  'data.namesNotUtf8':
    '{count} names in {path} are not UTF-8, the first is shown as {first}: no file can be opened by such a name. Rename them, or unpack the archive again with a program that knows the encoding of its names.',
  'data.noPermission':
    '{path} may not be read by this user. Change its permissions, or copy it to a folder of your own.',
  'data.unreadable': '{path} cannot be read: {reason}. Check the disk and the path.',
  'data.isFile': '{path} is a file. Give the folder that holds the data set.',
  'data.isArchive': '{path} is an archive. Unpack it and give the folder that comes out.',
  'data.unrecognised':
    '{path} holds no data set of a known form: it has {found}. Known forms: {known}. Put the images of each class into a folder of their own.',
  'data.ambiguous': '{path} holds several data sets: {found}. Give one of these folders.',
  'data.fileMissing': '{file} is missing in {path} (or {also}). Download it again or copy it there.',
  'data.archiveIncomplete': '{file} is missing in {path}. Unpack the downloaded archive again, or copy the file there.',
  'data.pickleDamaged':
    "{path} is no whole file of CIFAR's Python version: it is cut off, or holds something else. Download the archive again, or take the binary version from https://www.cs.toronto.edu/~kriz/cifar.html.",
  'data.matDamaged':
    '{path} is no whole MATLAB file of cropped digits with X, 32 × 32 × 3 × n, and y. Download it again from http://ufldl.stanford.edu/housenumbers/.',
  'data.zipDamaged': '{path} is damaged or cut off. Download it again.',
  'data.npyDamaged':
    '{path} is no whole NumPy array: it is damaged or cut off. Download it again, or write it again with numpy.save.',
  'data.npyType':
    '{path} holds values of type {type}, which are not read. Write it again as numbers: np.save(file, a.astype(np.uint8)).',
  'data.arrayMissing':
    '{path} has no array with the {what} of {part}. Arrays are found by name: x_train and y_train (x_val, y_val, x_test, y_test), or train_images and train_labels.',
  'data.arrayShape':
    'The images in {path} are {shape}. They must be n × height × width, with 1 or 3 channels behind or in front of the height where there are any.',
  'data.arrayLabels':
    'The labels in {path} are {shape}. There must be one whole number from 0 for each image, or rows with a single 1.',
  'data.arrayLabel':
    '{path} has label {found} in record {record}; the highest class is {highest}. The file is damaged, or the list of class names is too short.',
  'data.classWithoutImages':
    'The class {name} (label {label}) has no image for training in {path}. It can never be learned: add images, or remove it from the list of classes.',
  'data.severalInFolder': '{path} holds the files of {count} data sets. Choose one: {commands}.',
  'data.mappingLine': 'Line {line} of {path} is no label with the code points of its characters. Download it again.',
  'data.otherForm':
    '{path} holds {file}, whose form is not read. Write its images and labels as arrays in Python: np.savez("set.npz", x_train=…, y_train=…, x_test=…, y_test=…), in a folder of its own.',
  'data.turned': "EMNIST's images are stored column by column; those in {path} were turned upright.",
  'data.notSquare': 'The images in {path} are {found}; those of EMNIST are square and turned. Download it again.',
  'data.unlabelledLeftOut': '{file} has no labels and is left out.',
  'data.fileLeftOut': '{file} is left out: only the training and the test images are read.',
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
  'data.unpacksToMore':
    '{path} is a gzip file that unpacks to more than the {most} that its header promises. It is damaged, or was made to fill the memory: download it again.',
  'data.saysTooLarge':
    '{path} holds {found}, going by its header; at most {most} of one file are read. Where that is right, make a smaller one of it, with fewer or smaller images.',
  'data.listTooLarge':
    '{path} has {found}, and a list of names has at most {most}. It is another file: restore the list, or delete it.',
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
  'data.classTwice':
    '{path} gives the classes {first} and {second} (counted from 0) one name, {name}. Give each a name of its own.',
  'data.classUnnamed': '{path} has no name for the class {label} (counted from 0). Write one there.',
  'data.labelTwice': '{path} has the label {label} twice. Leave one of the two lines out, or download the file again.',
  'data.oneClass':
    'There is only one class, {name}, in {path}. A classifier needs at least two: add images of another class.',
  'data.emptyClass': 'The class {name} has no image for training in {path}. Add images or remove the class.',
  'data.unknownClass':
    '{path} is a class that the training set does not have; it has {known}.[[ From {near} it differs in letter case alone.]] Rename or remove the folder, or add it to the training set.',
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
  'data.nothingExcluded': 'There is no folder {folder} in {path} to leave out.[[ There are: {names}.]]',
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
