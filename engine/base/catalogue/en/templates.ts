/** Problems of templates and their arguments. */
export const templateProblems = {
  'template.unknown':
    'There is no template {name}.[[ Did you mean {suggestion}?]] `layerloom templates` lists them all.',
  'template.unknownArgument':
    'The template {template} has no argument {argument}; it takes {known}.[[ Did you mean {suggestion}?]]',
  'template.argumentTwice': '{argument} is given twice. Keep one of them.',
  'template.badOption': '{argument} cannot be "{value}": choose one of {options}.[[ Did you mean {suggestion}?]]',
  'template.badInteger': '{argument} cannot be "{value}": give a whole number from {min} to {max}.',
  'template.badNumber': '{argument} cannot be "{value}": give a number from {min} to {max}.',
  'template.depth':
    'A depth of {depth} is not 6n + 2 (a stem, three stages of n blocks of two layers, a dense layer). Use {below} or {above}.',
  'template.inputTooSmall':
    'Images of {given} are used up before they reach the head of {template}, which needs at least {smallest} on each side. Use larger images[[, or {suggestion}]].',
} as const;

export const templateFixes = {
  'input.enlarge': 'Enlarge the input to at least {smallest} × {smallest}',
} as const;
