import type { Command } from 'commander';
import type { Argument, Template } from '../../templates/template.ts';
import { columnsText } from '../terminal/columns.ts';
import { addExamples } from '../terminal/examples.ts';
import { terminalLanguage } from '../terminal/language.ts';
import { bold, dim, print, printJson } from '../terminal/print.ts';
import { text } from '../terminal/texts.ts';

export function addTemplates(program: Command): void {
  const command = program
    .command('templates [name]')
    .description('list the ready designs, or the arguments of one')
    .option('--json', 'everything as one JSON line');
  addExamples(command, ['templates', 'templates cifar_resnet']);
  command.action(async (name: string | undefined, flags: { readonly json?: boolean }) => {
    const { templates } = await import('../../templates/index.ts');
    if (name === undefined) {
      if (flags.json) return printJson({ templates: Object.values(templates).map(asJson) });
      const { sectionNames, templateSections } = await import('../../templates/sections.ts');
      return showAll(
        sectionNames.map((section) => ({
          heading: text(`templates.section.${section}`),
          templates: templateSections[section].map((of) => templates[of]!),
        })),
      );
    }
    const template = Object.hasOwn(templates, name) ? templates[name] : undefined;
    if (template) return showOne(template, flags.json ?? false);
    const { buildTemplate } = await import('../../templates/build.ts');
    const { ProblemError } = await import('../../base/diagnostics.ts');
    throw new ProblemError(buildTemplate(name).problems);
  });
}

const said = (key: string, english: string): string => terminalLanguage()?.texts[key] ?? english;
const titleOf = ({ name, title }: Template): string => said(`template.${name}.title`, title);

const asJson = ({ name, title, description, args }: Template): object => ({
  name,
  title,
  description,
  arguments: args,
});

interface Section {
  readonly heading: string;
  readonly templates: readonly Template[];
}

/** One table, so that columns stand under each other in all sections. */
function showAll(sections: readonly Section[]): void {
  const all = sections.flatMap(({ templates }) => templates);
  const lines = columnsText(
    [
      { title: text('templates.name'), align: 'left', text: (t: Template) => t.name },
      { title: text('templates.title'), align: 'left', text: titleOf },
      { title: text('templates.arguments'), align: 'left', text: (t) => dim(Object.keys(t.args).join(' ')) },
    ],
    all,
  );
  // What stands above the rows: titles, and the line under them.
  let from = lines.length - all.length;
  for (const line of lines.slice(0, from)) print(line);
  for (const { heading, templates } of sections) {
    print();
    print(bold(heading));
    for (const line of lines.slice(from, (from += templates.length))) print(line);
  }
  print();
  print(text('templates.use'));
  print(text('templates.depth'));
}

function showOne(template: Template, json: boolean): void {
  if (json) return printJson(asJson(template));
  const args = Object.entries(template.args as Readonly<Record<string, Argument>>);
  print(bold(`${template.name}: ${titleOf(template)}`));
  print(said(`template.${template.name}.description`, template.description));
  print();
  const lines = columnsText<(typeof args)[number]>(
    [
      { title: text('templates.argument'), align: 'left', text: ([name]) => name },
      { title: text('templates.default'), align: 'left', text: ([, a]) => String(a.default) },
      { title: text('templates.values'), align: 'left', text: ([, a]) => valuesText(a) },
      {
        title: text('templates.meaning'),
        align: 'left',
        text: ([arg, a]) => said(`template.${template.name}.${arg}.help`, a.help),
      },
    ],
    args,
  );
  for (const line of lines) print(line);
}

function valuesText(argument: Argument): string {
  switch (argument.type) {
    case 'boolean':
      return 'true, false';
    case 'choice':
      return argument.options.join(', ');
    case 'int':
    case 'number':
      return `${argument.min} … ${argument.max}`;
  }
}
