import { expect, test } from 'vitest';
import { createProgram } from '../../engine/host/program.ts';
import { run } from './in-process.ts';

const names = createProgram().commands.map((c) => c.name());

test('every command is there', () => {
  expect(names).toEqual(
    'serve demo templates inspect convert train runs sweep evaluate predict profile devices import export verify engine'.split(
      ' ',
    ),
  );
});

test.each([[], ...names.filter((n) => n !== 'engine').map((n) => [n])])('the help of %s', async (...command) => {
  const { code, stdout, stderr } = await run([...command, '--help']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  await expect(stdout).toMatchFileSnapshot(`../golden/help/${command[0] ?? 'layerloom'}.txt`);
});

test('--version', async () => {
  expect(await run(['--version'])).toMatchObject({ code: 0, stdout: '0.1.0\n' });
});
