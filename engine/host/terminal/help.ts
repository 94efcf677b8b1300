import { type Command, Help, type Option } from 'commander';
import { fill } from '../../base/catalogue/index.ts';
import { displayWidth } from './columns.ts';
import { terminalLanguage } from './language.ts';

/** Of help, in the terminal's language; the English text is its own key. */
export const helpText = (english: string): string => terminalLanguage()?.texts[`help.${english}`] ?? english;

/** commander's own words. */
const words = [
  'Usage:',
  'Options:',
  'Arguments:',
  'Commands:',
  'Examples:',
  'default:',
  'choices:',
  ' ({facts})',
  '(add --help for the options)',
];

/** What commander says of mistakes; a name in braces stands for what was typed. */
const mistakes = [
  "error: unknown option '{what}'",
  "error: unknown command '{what}'",
  "error: missing required argument '{what}'",
  "error: required option '{what}' not specified",
  "error: missing required argument '{what}' (or --resume <folder>)",
  "error: missing required argument '{what}' (or --resume <folder>, --like <run>)",
  "error: argument 'runs' needs two folders at least",
  'error: give one of --plain-to-residual, --residual-to-plain and --bottleneck <path>',
  'error: the demo has no network {what}; it has {known}',
  "error: option '{what}' argument missing",
  "error: option '{option}' argument '{value}' is invalid. {why}",
  "error: option '{option}' cannot be used with option '{other}'",
  '(Did you mean {what}?)',
  'It must be a number.',
  'Give height, width and channels as 224x224x3.',
];

/** A message of commander's in the terminal's language, as far as it is one of those above. */
export function mistakeText(message: string): string {
  return message
    .split('\n')
    .map((line) => {
      for (const english of mistakes) {
        const pattern = english.replaceAll(/[().?$|]/g, '\\$&').replaceAll(/\{(\w+)\}/g, '(?<$1>.*)');
        const found = new RegExp(`^${pattern}$`).exec(line);
        if (!found) continue;
        const values = Object.entries(found.groups ?? {}).map(([name, value]) => [name, helpText(value)] as const);
        return fill(helpText(english), Object.fromEntries(values));
      }
      return line;
    })
    .join('\n');
}

/** What commander's help shows, in the terminal's language. Names of commands and options are no words: they stay. */
class TranslatedHelp extends Help {
  override commandDescription(command: Command): string {
    return helpText(super.commandDescription(command));
  }

  override subcommandDescription(command: Command): string {
    return helpText(super.subcommandDescription(command));
  }

  override optionDescription(option: Option): string {
    const { description } = option;
    const facts = /^ \((.*)\)$/.exec(super.optionDescription(option).slice(description.length))?.[1];
    if (facts === undefined) return helpText(description);
    return (
      helpText(description) + fill(helpText(' ({facts})'), { facts: facts.replace(/\b(default|choices):/g, helpText) })
    );
  }

  override styleTitle(title: string): string {
    return helpText(title);
  }

  override displayWidth(text: string): number {
    return displayWidth(text);
  }

  /** Chinese has no spaces to break a line at. */
  override boxWrap(text: string, width: number): string {
    return terminalLanguage() && width >= this.minWidthToWrap ? wrapped(text, width) : super.boxWrap(text, width);
  }
}

/**
 * A break may be before any character that is wider than a letter, but no line begins with what ends a sentence or a
 * bracket.
 */
function wrapped(text: string, width: number): string {
  const lines: string[] = [];
  let line = '';
  for (const [piece] of text.matchAll(
    /(?:[\p{Script=Han}]|[^\s\p{Script=Han}，。；：、）（“”？！]+|\s+|[（“])[，。；：、）”？！]*/gu,
  )) {
    if (displayWidth((line + piece).trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = piece.trimStart();
    } else line += piece;
  }
  return [...lines, line].join('\n');
}

/** For this command and those below it. */
export function translateHelp(command: Command): void {
  command.createHelp = () => Object.assign(new TranslatedHelp(), command.configureHelp());
  for (const below of command.commands) translateHelp(below);
}

/** Every text of the help in English: what a language has to say. */
export function helpTexts(command: Command): readonly string[] {
  const help = new Help();
  const own = [
    help.commandDescription(command),
    ...help.visibleOptions(command).flatMap((o) => [o.description, o.helpGroupHeading ?? '']),
    ...help.visibleArguments(command).map((a) => a.description),
    ...command.commands.map((c) => c.helpGroup()),
  ];
  const all = [...words, ...mistakes, ...own, ...command.commands.filter(isShown).flatMap(helpTexts)];
  return [...new Set(all)].filter((text) => text !== '');
}

const isShown = (command: Command): boolean => command.name() !== 'engine';
