import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { templates } from '../../engine/templates/index.ts';
import { inTemporaryFolder, type Ran, run } from './in-process.ts';

inTemporaryFolder();

/** Every command that works or prints, once, in Chinese; they go on from each other. */
const commands: readonly (readonly string[])[] = [
  ['train', 'tiny.loom.json', '--data', 'builtin:digits', '--batch', '256', '--epochs', '1', '--test', '--out', 'run'],
  ['train', '--resume', 'run', '--epochs', '2', '--max-steps', '6'],
  ['sweep', 'tiny.loom.json', '--data', 'builtin:digits', '--max-steps', '1', '--out', 'sweep'],
  ['runs', '.'],
  ['runs', 'compare', 'run', 'sweep/tiny'],
  ['evaluate', 'run'],
  ['profile', 'tiny.loom.json', '--batch', '2', '--steps', '1', '--no-autotune', '--top', '2', '--kernels', '--plan'],
  ['export', '--run', 'run', '--onnx', 'tiny.onnx'],
  ['verify', 'tiny.onnx', '--run', 'run', '--images', '1'],
  ['devices'],
  ['inspect', 'template:course_5x5_direct', '--batch', '4'],
  ['convert', 'template:course_5x5_direct', '--bottleneck', 'conv5x5', '-o', 'smaller.loom.json'],
  ['templates'],
  ['templates', 'cifar_resnet'],
];

const said = new Map<string, Ran>();

beforeAll(async () => {
  cpSync(join(import.meta.dirname, '../fixtures/designs/tiny.loom.json'), 'tiny.loom.json');
  for (const args of commands) said.set(args.join(' '), await run([...args, '--language', 'zh']));
}, 120_000);

/** Commands, and what devices say of themselves, are the same in every language. */
const NAMES = /layerloom (train|sweep)|software, .*/g;
/** Lines that hold nothing but names. */
const isList = (line: string): boolean => Object.hasOwn(templates, line.split(' ')[0] ?? '');
const ENGLISH = /[A-Za-z]{3,} [a-z]{2,}/;

test.each(commands.map((args) => args.join(' ')))('in Chinese, headings and progress too: %s', (command) => {
  const { code, stdout, stderr } = said.get(command)!;
  expect({ code, stderr }).toMatchObject({ code: 0 });
  const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => !isList(line));
  expect(lines.some((line) => /[\u4e00-\u9fff]/.test(line))).toBe(true);
  expect(lines.map((line) => line.replaceAll(NAMES, '')).filter((line) => ENGLISH.test(line))).toEqual([]);
});

test('a run says its learning rate, and what came out', () => {
  const { stderr } = said.get(commands[0]!.join(' '))!;
  expect(stderr).toMatch(/学习率 0\.\d+，共 5 步/);
  expect(stderr).toMatch(/轮次 {3}1 {2}损失 .* {2}准确率 .* {2}验证 .*（损失 .*）/);
  expect(stderr).toContain('已完成：5 步');
  expect(stderr).toContain('测试准确率');
});
