import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * Unpacks the software Vulkan driver that comes with @sparticuz/chromium, once, and points the Vulkan loader of this
 * process's children to it. Only on Linux x64; elsewhere the machine's own adapter is used.
 */
export function useSoftwareVulkan(): void {
  if (process.platform !== 'linux' || process.arch !== 'x64') return;
  const chromium = join(root, 'node_modules/@sparticuz/chromium');
  const { version } = JSON.parse(readFileSync(join(chromium, 'package.json'), 'utf8')) as { readonly version: string };
  const folder = join(root, 'node_modules/.cache/layerloom', `swiftshader-${version}`);
  if (!existsSync(folder)) {
    mkdirSync(dirname(folder), { recursive: true });
    const scratch = mkdtempSync(`${folder}.`);
    untar(brotliDecompressSync(readFileSync(join(chromium, 'bin/swiftshader.tar.br'))), scratch);
    try {
      renameSync(scratch, folder);
    } catch (error) {
      rmSync(scratch, { recursive: true });
      if (!existsSync(folder)) throw error;
    }
  }
  // The loader takes the first of these that is set; what a machine adds beside it would be another GPU.
  for (const name of ['VK_DRIVER_FILES', 'VK_ICD_FILENAMES'])
    process.env[name] = join(folder, 'vk_swiftshader_icd.json');
  delete process.env['VK_ADD_DRIVER_FILES'];
  process.env['LD_LIBRARY_PATH'] = [folder, process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':');
}

/**
 * Files of a tar archive: a header of 512 bytes with name (at 0) and octal size (at 124), then the contents in blocks
 * of 512.
 */
function untar(archive: Buffer, folder: string): void {
  const text = (from: number, length: number): string =>
    archive.toString('utf8', from, from + length).replace(/\0.*$/s, '');
  for (let at = 0; at + 512 <= archive.length && archive[at] !== 0; ) {
    const [name, size, kind] = [text(at, 100), Number.parseInt(text(at + 124, 12), 8), text(at + 156, 1)];
    if (kind === '0' || kind === '') {
      const path = join(folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, archive.subarray(at + 512, at + 512 + size));
      chmodSync(path, 0o755);
    }
    at += 512 + Math.ceil(size / 512) * 512;
  }
}
