import { existsSync, readdirSync } from 'node:fs';

/** An adapter that Dawn found and could not use. */
export interface PassedOver {
  /** Its driver where that is known, else the interface. */
  readonly adapter: string;
  readonly reason: string;
}

/**
 * What Dawn wrote to stderr of adapters that it passed over, each once: a warning with the reason, and below it
 * `While initializing adapter (backend=BackendType::Vulkan)`. Dawn says so nowhere else, and names no adapter.
 */
export function passedOver(stderr: string, drivers: readonly string[] = vulkanDrivers()): readonly PassedOver[] {
  const found = stderr.matchAll(/^Warning: (.+)\n - While initializing adapter \(backend=BackendType::(\w+)\)/gm);
  const reasons = new Map([...found].map(([, reason, api]) => [reason!.replace(/\.$/, ''), api!]));
  return [...reasons].map(([reason, api]) => ({ adapter: nameOf(reason, api, drivers), reason }));
}

/** A hardware GPU indexes its arrays by any number; Mesa's llvmpipe did not before it was version 23. */
function nameOf(reason: string, api: string, drivers: readonly string[]): string {
  const isLlvmpipe = reason.includes('ArrayDynamicIndexing') && drivers.some((file) => file.startsWith('lvp'));
  return isLlvmpipe ? 'llvmpipe (Mesa)' : api;
}

/** File names of the drivers that Vulkan's loader is told of on Linux. */
function vulkanDrivers(): readonly string[] {
  const named = process.env['VK_DRIVER_FILES'] ?? process.env['VK_ICD_FILENAMES'];
  if (named !== undefined) return named.split(':').map((path) => path.slice(path.lastIndexOf('/') + 1));
  const folders = ['/usr/share', '/usr/local/share', '/etc'].map((folder) => `${folder}/vulkan/icd.d`);
  return folders.filter((folder) => existsSync(folder)).flatMap((folder) => readdirSync(folder));
}

/**
 * What is left of a process's stderr without the lines that Dawn, Vulkan's loader and Mesa write where nothing failed.
 */
export const withoutNoise = (stderr: string): string =>
  stderr
    .replaceAll(/^(Warning: .*(\n(?: - | {4}at ).*)*|error: XDG_RUNTIME_DIR.*|(MESA|WARNING): .*)(\n|$)/gm, '')
    .trim();
