import { afterEach, expect, test } from 'vitest';
import { displayWidth } from '../../engine/host/terminal/columns.ts';
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

test.each(['', 'train', 'runs compare'])(
  'the help of `%s` is in the language of the flag, at most 80 cells wide',
  async (name) => {
    const { code, stdout } = await run([...name.split(' ').filter(Boolean), '--help', '--language', 'zh']);
    expect(code).toBe(0);
    expect(stdout).not.toMatch(/Usage|Options|default|Examples/);
    for (const line of stdout.split('\n').filter((text) => !text.includes('layerloom '))) {
      expect(displayWidth(line)).toBeLessThanOrEqual(80);
      expect(line.trimStart()).not.toMatch(/^[，。；：、）]/);
    }
    await expect(stdout).toMatchFileSnapshot(`../golden/help/zh/${name.replace(' ', '-') || 'layerloom'}.txt`);
  },
);

test.each([
  [['tran'], '错误：没有命令 tran\n（你是指 train 吗？）'],
  [['train', 'x', '--epochs', 'many'], '错误：选项 --epochs <n> 的取值 many 无效。它必须是一个数。'],
  [['train'], '错误：缺少参数 design（或用 --resume <folder>、--like <run>）'],
])('so is what is said of a mistake: %j', async (args, told) => {
  expect((await run([...args, '--language=zh'])).stderr).toContain(told);
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
