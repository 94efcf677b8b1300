import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AnalysisReport } from '../../engine/analyze/report.ts';
import { openDesign } from '../../engine/host/open-design.ts';
import { LONGEST_DESIGN } from '../../engine/host/shell-protocol.ts';
import { designArgument } from '../../engine/host/terminal/design-argument.ts';
import { templates } from '../../engine/templates/index.ts';
import { inTemporaryFolder, run } from './in-process.ts';

inTemporaryFolder();
cpSync(join(import.meta.dirname, '../fixtures/designs'), '.', { recursive: true });

async function inspected(...args: string[]): Promise<AnalysisReport> {
  const { stdout } = await run(['inspect', ...args, '--json']);
  return JSON.parse(stdout) as AnalysisReport;
}

describe('inspect', () => {
  test.each([
    ['a course example with its advice', ['template:course_5x5_direct']],
    ['a residual network with its blocks closed', ['template:cifar_resnet20', '--depth', '0']],
    ['the paper GoogLeNet has auxiliary heads', ['template:googlenet', '--depth', '0', '--convention', 'flops']],
    ['a design with mistakes', ['mistakes.loom.json']],
  ])('%s', async (_, args) => {
    const { stdout, stderr, code } = await run(['inspect', ...args]);
    const text = `${stdout}${stderr ? `stderr:\n${stderr}` : ''}exit ${code}\n`;
    await expect(text).toMatchFileSnapshot(`../golden/inspect/${args.join(' ').replace(/[^\w]+/g, '-')}.txt`);
  });

  test('JSON: totals, layers with factors, problems with fixes, advice', async () => {
    const report = await inspected('template:resnet18');
    expect(report.totals).toMatchObject({ params: 11_689_512, multiplies: 1_814_073_344 });
    expect(report.training.bytes).toBeGreaterThan(3 * 4 * 11_689_512);
    expect(report.layers[1]).toMatchObject({ kind: 'conv2d', shape: [64, 112, 112], params: 9408 });
    expect(report.layers[1]!.factors[0]!.factors.map((f) => f.value)).toEqual([112, 112, 64, 7, 7, 3]);
    const broken = await inspected('mistakes.loom.json');
    expect(broken.problems.find((p) => p.code === 'add.shapes')!.fixes[0]!.message).toContain('Put a projection');
    expect(broken.advice[0]).toMatchObject({ code: 'needsProjection', node: 'add' });
  });

  test('every problem is told once, those of the file too', async () => {
    const { problems } = await inspected('mistakes.loom.json');
    const keys = problems.map((p) => JSON.stringify(p));
    expect(new Set(keys).size).toBe(keys.length);
    const { stderr } = await run(['inspect', 'mistakes.loom.json']);
    expect(stderr.match(/^(error|warning) /gm)).toHaveLength(problems.length);
  });

  test('another size and other classes: templates and documents alike', async () => {
    for (const design of ['template:cifar_resnet8', 'tiny.loom.json']) {
      const report = await inspected(design, '--input', '12x10x3', '--classes', '7');
      expect(report.problems).toEqual([]);
      expect(report.layers[0]!.shape).toEqual([3, 12, 10]);
      expect(report.layers.at(-1)!.shape).toEqual([7]);
    }
  });

  test('CSV sums up to the totals', async () => {
    const { stdout } = await run(['inspect', 'template:cifar_resnet20', '--csv']);
    const [head, ...rows] = stdout.trimEnd().split('\r\n');
    const column = (name: string): number => head!.split(',').indexOf(name);
    const layers = rows.map((r) => r.split(',')).filter((cells) => cells[column('block')] === 'false');
    const sum = (name: string): number => layers.reduce((total, cells) => total + Number(cells[column(name)]), 0);
    expect({ params: sum('params'), multiplies: sum('multiplies') }).toEqual({
      params: 269_722,
      multiplies: 40_551_040,
    });
  });

  test('Markdown', async () => {
    const { stdout, code } = await run(['inspect', 'tiny.loom.json', '--md']);
    expect(code).toBe(0);
    expect(stdout).toContain(
      '| conv | Convolution | 8 × 8 × 4 | 40 | 2,304 | 8 × 8 × 4 × 3 × 3 × 1 | 47.4 % | 3 × 3 |',
    );
  });
});

test('an argument that is not UTF-8 is refused by every command, unless a file is called that', async () => {
  for (const args of [
    ['inspect', 'caf�.loom.json'],
    ['convert', 'tiny.loom.json', '--plain-to-residual', '-o', 'caf�.loom.json'],
    ['train', 'tiny.loom.json', '--data', 'caf�'],
  ]) {
    const { code, stderr } = await run(args);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/caf�(\.loom\.json)? is shown with a � for each byte/)]);
  }
  expect(existsSync('caf�.loom.json')).toBe(false);
  cpSync('tiny.loom.json', 'caf�.loom.json');
  expect((await run(['inspect', 'caf�.loom.json'])).code).toBe(0);
});

test('a file that is larger than any design is refused, as in the window', async () => {
  writeFileSync('huge.loom.json', readFileSync('tiny.loom.json', 'utf8') + ' '.repeat(LONGEST_DESIGN));
  const { code, stderr } = await run(['inspect', 'huge.loom.json']);
  expect([code, stderr]).toEqual([2, expect.stringContaining(`designs of up to ${LONGEST_DESIGN} are read`)]);
});

test('what lies a million levels deep in a field that no design has is left out by all alike', async () => {
  const json = readFileSync('tiny.loom.json', 'utf8').trimEnd();
  const brackets = `${'['.repeat(1e6)}${']'.repeat(1e6)}`;
  for (const deep of [
    `${json.slice(0, -1)}, "extra": ${brackets}}`,
    json.replace('"kind"', `"extra": ${brackets}, "kind"`),
  ]) {
    writeFileSync('deep.loom.json', deep);
    const source = await designArgument('deep.loom.json');
    // As the message to the engine's thread is made.
    const { analysis, problems } = openDesign(structuredClone(source));
    expect(problems.map(({ code, severity }) => [code, severity])).toEqual([['document.unknownField', 'warning']]);
    expect(analysis.nodes).toHaveLength(openDesign(await designArgument('tiny.loom.json')).analysis.nodes.length);
  }
});

describe('convert', () => {
  test('plain to residual and back: the cost goes up by the projections and comes down again', async () => {
    const there = await run(['convert', 'template:cifar_plain20', '--plain-to-residual', '-o', 'residual.loom.json']);
    expect(there.code).toBe(0);
    expect(there.stderr).toMatch(/parameters +269,722 +272,474 +\+1\.0 %/);
    expect((await inspected('residual.loom.json')).totals.params).toBe(272_474);
    const back = await run(['convert', 'residual.loom.json', '--residual-to-plain']);
    expect(back.stderr).toMatch(/parameters +272,474 +269,722 +−1\.0 %/);
    expect(JSON.parse(back.stdout)).toMatchObject({ format: 'layerloom' });
  });

  test("a bottleneck has the course's numbers", async () => {
    const args = ['convert', 'template:course_5x5_direct', '--bottleneck', 'conv5x5', '--filters', '16'];
    const { stderr, stdout } = await run(args);
    expect(stderr).toContain('Put a 1×1 convolution with 16 filters in front of conv5x5');
    // 2,408,448 + 10,035,200 for the two convolutions, and the dense layer.
    expect(stderr).toMatch(
      new RegExp(`multiplications +120,422,720 +${(2_408_448 + 10_035_200 + 320).toLocaleString('en')}`),
    );
    expect(stdout).toMatch(/^\{\n {2}"format": "layerloom"/);
  });

  test('what is written is what inspect reads', async () => {
    await run(['convert', 'template:course_5x5_direct', '--bottleneck', 'conv5x5', '-o', 'narrow.loom.json']);
    const written = readFileSync('narrow.loom.json', 'utf8');
    expect(written.endsWith('}\n')).toBe(true);
    expect((await inspected('narrow.loom.json')).problems).toEqual([]);
  });
});

describe('templates', () => {
  test('the list, and the arguments of each', async () => {
    const { stdout } = await run(['templates']);
    for (const name of Object.keys(templates)) expect(stdout).toMatch(new RegExp(`^${name} `, 'm'));
    expect(stdout).toMatch(/For a first lecture\nlenet5 [^]*\n\nInception\nsmall_inception [^]*\ninception_v3 /);
    const one = await run(['templates', 'cifar_resnet']);
    expect(one.stdout).toMatch(/^depth +20 +8 … 1202 /m);
    expect(one.stdout).toMatch(/^shortcut +zeroPad +zeroPad, projection/m);
  });

  test('JSON', async () => {
    const { stdout } = await run(['templates', '--json']);
    const listed = JSON.parse(stdout) as { templates: { name: string; arguments: object }[] };
    expect(listed.templates.map((t) => t.name)).toEqual(Object.keys(templates));
  });
});
