import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './root.mjs';

ensureInstalled();
process.chdir(root);
const SOFTWARE = '--software';
if (process.argv.includes(SOFTWARE)) {
  const { runnerImport } = await import('vite');
  const file = join(root, 'test/backends/webgpu/software-vulkan.ts');
  /** @type {{ module: typeof import('../test/backends/webgpu/software-vulkan.ts') }} */
  const { module } = await runnerImport(file, { root, configFile: false, logLevel: 'error' });
  module.useSoftwareVulkan();
  // In a process of its own: the dynamic linker reads its path once.
  const rest = process.argv.slice(2).filter((argument) => argument !== SOFTWARE);
  const { status } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), ...rest], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
} else await run('bench', 'main');
