import { afterEach, expect, test } from 'vitest';
import { chooseLanguage, terminalLanguage } from '../../engine/host/terminal/language.ts';
import { run } from './in-process.ts';

afterEach(() => chooseLanguage('en', {}));

test('tables, messages and what templates say of themselves are in the language of the flag', async () => {
  const inspected = await run(['inspect', 'template:course_5x5_direct', '--language', 'zh']);
  expect(inspected.stdout).toContain('乘法次数');
  expect(inspected.stdout).toContain('卷积');
  expect((await run(['--language', 'zh', 'templates', 'course_residual'])).stdout).toContain('残差块');
  const mistake = await run(['inspect', 'template:course_residul', '--language', 'zh']);
  expect(mistake).toMatchObject({ code: 2, stdout: '' });
  expect(mistake.stderr).toContain('没有');
});

test('what machines read stays as it is', async () => {
  const args = ['inspect', 'template:course_5x5_direct', '--json'];
  expect(await run([...args, '--language', 'zh'])).toEqual(await run(args));
});

test.each([
  [{ LANG: 'zh_CN.UTF-8' }, true],
  [{ LANG: 'en_US.UTF-8' }, false],
  [{ LANG: 'zh_CN.UTF-8', LC_ALL: 'C' }, false],
  [{ LANG: 'xx_XX' }, false],
  [{}, false],
])('without a flag the environment decides: %j', (env, chinese) => {
  chooseLanguage(undefined, env);
  expect(terminalLanguage() !== undefined).toBe(chinese);
});

test('an unknown language is refused', async () => {
  const { code, stderr } = await run(['templates', '--language', 'xx']);
  expect({ code, stderr }).toEqual({ code: 2, stderr: 'error There is no language xx; there are: en, zh.\n' });
});
