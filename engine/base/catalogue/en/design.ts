/**
 * Problems of documents: structure, blocks, expressions. Text in `[[ ]]` is shown only where all its values are known.
 */
export const designProblems = {
  'problems.more': 'There are {count} more problems. Mend these first; the others then show.',

  'design.notJson':
    'This is not JSON[[: Unexpected end in line {lastLine}]][[: it goes wrong in line {line}, column {column}]]. Open a .loom.json file that Layerloom saved.',
  'design.notDesign':
    'This is JSON, but not a Layerloom design: {found} where "format": "layerloom" should stand. Open a .loom.json file that Layerloom saved.',
  'design.newer':
    'This design has format version {version}; this Layerloom reads up to version {supported}. Update Layerloom to open it.',
  'design.noSuchVersion':
    'The version is {found} and must be a whole number from 1 to {supported}. Restore the line "version": {supported}.',
  'design.tooLarge':
    'The design expands to more than {limit} layers and blocks here. Lower the repeats, or build fewer blocks inside blocks.',
  'design.tooMuchWork':
    'There is too much in the design to expand: more than {limit} nodes, wires, parameters and numbers in lists, with each repeat counted. From {at} on the rest was left out. Lower the repeats, shorten lists in what is repeated, or build fewer blocks inside blocks.',

  'document.unknownField': '{place} is not a field that a design has and is left out.[[ Did you mean {suggestion}?]]',
  'document.badText': '{place} is {found} and must be a text of at most {limit} characters. It is left out.',
  'document.badTable': '{place} is {found} and must be an object like { "name": value }. It is left out.',
  'document.badNodes': '{place} is {found} and must be a list of nodes. It counts as empty.',
  'document.badMark': '{place} is {found} and is no note or group. It is left out.',
  'document.badPosition': '{place} is {found} and must be a pair of numbers [x, y]. The node is placed anew.',

  'node.notObject': '{place} is {found} and must be a node like { "id": "conv1", "kind": "conv2d" }. It is left out.',
  'node.badId':
    '{place} is {found} and must be a letter or digit and then letters, digits, "_" or "-", 64 at most. The node is left out; give it such an id.',
  'node.badKind':
    '{place} is {found} and must be the kind of a layer, like "conv2d", or "block:" and a name. The node is left out.',
  'node.badParam': '{place} is {found} and must be a number, a text, true, false, or a list of these. It is left out.',
  'node.badSources': '{place} is {found} and must be a list of node ids. These wires are left out.',
  'node.badRepeatField':
    '{place} is {found} and must be a whole number from 0 up, or an expression like "=n". It is left out.',
  'node.badWhenField':
    '{place} is {found} and must be true, false, or an expression like "=stride > 1". It is left out.',
  'node.duplicateId': 'Two nodes are called {id}; the second one is left out. Give each its own name.',
  'node.kindNotText': 'The kind comes out as {found}, and must be the name of a layer or block in quotes.',
  'node.badRepeat': 'The repeat comes out as {found}, and must be a whole number from 0 up. It counts as 1 until then.',
  'node.badWhen': 'The condition comes out as {found}, and must be true or false. It counts as true until then.',
  'node.portOutsideBlock':
    'A {kind} belongs inside a block; this one stands in the design itself. Use an input or a classifier here.',

  'input.dangling': 'The wire comes from {source}, which does not exist.[[ Did you mean {suggestion}?]]',
  'input.wireWithoutSource':
    'This node is switched off and so passes its input through, but it has none. Connect something to it or remove it.',
  'input.wireCycle':
    'This node passes its input through, and that leads back to itself. Break the circle of wires by connecting a layer.',

  'block.badName':
    '{place}: a block is called by a letter and then letters, digits, "_" or "-", 64 at most. It is left out; rename it.',
  'block.notObject': '{place} is {found} and must be an object with title, params and nodes. The block is left out.',
  'block.badParamName':
    '{place}: a parameter is called by a letter and then letters, digits or "_", and not like a word of expressions ({reserved}). It is left out; rename it.',
  'block.badParam':
    '{place} is {found} and must be an object with a type (number, boolean, text, size or list) and a default. It is left out.',
  'block.badOptions': '{place} is {found} and must be a list of texts. It is left out.',
  'block.badBound': '{place} is {found} and must be a number. It is left out.',

  'block.unknown': 'There is no block {block}.[[ Did you mean {suggestion}?]][[ Known: {known}.]]',
  'block.recursion': 'Blocks cannot contain themselves, and these do: {chain}. Take one out of the other.',
  'block.tooDeep': 'Blocks stand inside blocks {limit} deep here, which is the limit. Put some of them side by side.',
  'block.unknownParam': 'The block {block} has no parameter {param}; it has {known}.[[ Did you mean {suggestion}?]]',
  'block.unknownPort': 'The block {block} has no input {port}; it has {known}.[[ Did you mean {suggestion}?]]',
  'block.missingInput':
    'Nothing is connected to the input {port} of the block {block}. Connect the node that feeds it.',
  'block.manySources':
    'The input {port} of the block {block} takes one wire and has {count}. Add or concatenate them first, or remove all but one.',
  'block.noOutput': 'The block {block} has no blockOutput, so that nothing comes out of it. Add one.',
  'block.manyOutputs': 'The block {block} has {count} blockOutputs; only the first one counts. Remove the others.',
  'block.outputUnconnected': 'Nothing is connected to the blockOutput of the block {block}. Connect its last node.',
  'block.paramNotNumber': '{param} of {block} must be a number and is {found}.',
  'block.paramNotBoolean': '{param} of {block} must be true or false and is {found}.',
  'block.paramNotText': '{param} of {block} must be a text and is {found}.',
  'block.paramNotSize': '{param} of {block} must be a number or a pair [rows, columns] and is {found}.',
  'block.paramNotList': '{param} of {block} must be a list of numbers, such as [16, 32, 64], and is {found}.',
  'block.paramTooSmall': '{param} of {block} is {value} and must be at least {min}.',
  'block.paramTooLarge': '{param} of {block} is {value} and must be at most {max}.',
  'block.paramNotAnOption':
    '{param} of {block} is {value} and must be one of {options}.[[ Did you mean {suggestion}?]]',

  'fix.notApplicable':
    'This fix ({action}) does not fit the design any more: its place is gone. Look at the problems anew.',
  'edit.notABlock': '{node} is no instance of a known block, so that there is nothing to take apart.',
  'edit.repeatNotFixed':
    '{node} repeats {repeat} times, and that depends on a parameter. Make it a number to take the block apart.',
  'edit.readsChannels':
    '{node} asks for the channels that enter {port}, which are not the same everywhere. Give its parameters numbers, then take it apart.',
  'edit.tooManyNodes':
    '{node} repeats {count} times, which would draw more than {limit} nodes. Lower the repeat to take it apart.',
  'edit.nothingSelected': 'Select the nodes that shall become a block.',
  'edit.severalOutputs':
    'The selection has {count} nodes whose output is used outside ({nodes}); a block has one. Select what joins them too.',
  'edit.selectionLeaks':
    '{node} lies between selected nodes and is not selected. Select it too, or the block would feed itself.',

  'edit.badNodeName':
    '{name} cannot name a layer: names take the letters A to Z and a to z, digits, _ and -, 64 at most, and begin with a letter or a digit.',
  'edit.badParamName':
    '{name} cannot name a parameter. Take a letter first, then letters, digits and _; index and the names of functions are taken.',
  'edit.paramExists': 'There is a parameter {name} already. Take another name.',
  'edit.blockInUse':
    'The block {block} is used in {count} places. Take it apart or delete it there first, then remove the block.',

  'convert.noPairs':
    'There are no two convolutions in a straight line to put a skip around. Skips that are there already and branches are left alone.',
  'convert.sizesDiffer':
    'No skip around these two convolutions: they turn {from} into {to}, and no stride does that to the input. Use same padding in both.',
  'convert.noConvolutions': 'The design has no convolution whose width could change. Add one first.',
  'convert.nothingRepeats':
    'Nothing in the design can be repeated once more or less. Give a block a repeat of 2 or more under More in the inspector.',
  'convert.noSkips': 'There is no residual block in the design, so that there is nothing to take out.',
  'convert.noSuchNode':
    'There is no node {node} in the design.[[ Did you mean {suggestion}?]] The layer table shows the paths.',
  'convert.notAConvolution': '{node} is no convolution. Give the path of one, as the layer table shows it.',
  'convert.kernelIsOne':
    '{node} is a 1×1 convolution itself: a bottleneck in front of it saves nothing. Give the path of a larger one.',
  'convert.grouped':
    '{node} has {groups} groups, each of which sees only some channels; a bottleneck would mix them. Give the path of one without groups.',
  'convert.badReduce': 'A bottleneck of {reduce} channels cannot be. Give a whole number from 1 up.',
  'convert.notSaving':
    'A bottleneck of {reduce} channels makes this convolution cost {after} multiplications, more than the {before} it has without. Give fewer channels.',
  'convert.spoils':
    'Nothing was changed: the converted design would have {count} errors that this one has not. Report it with the design, or mend these places first.',
  'convert.kindVaries':
    '{node} is another block in each repetition, so that one of them cannot be changed alone. Take the repeat apart first.',
  'convert.repeatVaries':
    '{node} repeats {repeat} times, and that depends on a parameter. Make it a number, or change the block that it stands in.',

  'expression.empty': 'The expression is empty. Write something after the = or remove it.',
  'expression.tooLong':
    'The expression has {length} characters; the limit is {limit}. Use a parameter for parts of it.',
  'expression.syntax': 'The expression "{expression}" cannot be read: {reason} at character {position}.',
  'expression.notAllowed':
    '"{construct}" is not allowed in "{expression}". Use numbers, parameters, + - * / % ^, comparisons, && || !, ? :, lists with list[index], and floor, ceil, round, min, max, abs, sqrt, length(list), channels(in).',
  'expression.unknownName':
    '"{expression}" uses {name}, which is not a parameter here.[[ Did you mean {suggestion}?]][[ Known: {known}.]]',
  'expression.noIndex':
    '"{expression}" uses index, which is known only in a node that repeats. Give the node a repeat, or write the number.',
  'expression.unknownFunction':
    '"{expression}" uses the function {name}; there are {known}.[[ Did you mean {suggestion}?]]',
  'expression.argumentCount': '"{expression}" gives {name} {count} values; it takes {expected}.',
  'expression.needsNumber': '"{expression}" uses {found} with {operation}, which needs numbers.',
  'expression.needsBoolean':
    '"{expression}" uses {found} with {operation}, which needs true or false: a comparison, say.',
  'expression.needsPort': '"{expression}" must name one input of the block whose channels it wants: channels(in).',
  'expression.noPort':
    'channels({port}) asks for an input of the block around that is not there.[[ {block} has {known}.]] In a design, which has no inputs of this kind, write the number.',
  'expression.channelsUnknown':
    'What enters {port} is not known here, and so is what channels({port}) comes to. Write the number, or ask inside a block.',
  'expression.needsList': '"{expression}" uses {found} with {operation}, which needs a list.',
  'expression.noElement': '"{expression}" takes element {index} of a list of {count}; they are counted from 0.',
  'expression.notFinite':
    '"{expression}" comes to {result} in {operation}. Keep divisors away from zero and numbers small.',
  'expression.textTooLong': '"{expression}" makes a text of {length} characters; the limit is {limit}.',
  'expression.listInList':
    '"{expression}" has a list as one element of a list. Put numbers, texts or single values there.',
} as const;

export const designFixes = {
  'node.remove': 'Remove {node}',
  'node.setKind': 'Use {kind}',
  'param.remove': 'Remove the parameter {param}',
  'param.rename': 'Rename {from} to {to}',
  'input.remove': 'Remove the wire from {source}',
  'input.reconnect': 'Connect {source} instead',
} as const;

/** What conversions say of what they did. */
export const designTexts = {
  'convert.residual': 'Put a skip around {skips} pairs of convolutions, {projections} of them with a projection.',
  'convert.plain': 'Took {skips} skips out.',
  'convert.width':
    'Width × {factor} in {count} convolutions, inside blocks too.[[ {other} came out otherwise: {nodes}.]]',
  'convert.depth': 'Depth changed by one repetition: {before} → {after} layers.',
  'convert.bottleneck':
    'Put a 1×1 convolution with {reduce} filters in front of {node}, which reads {channels} channels without it ({places} places).',
} as const;
