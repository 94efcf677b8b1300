import { dirname, join, relative, sep } from 'node:path';
import { root } from './root.mjs';

const SOURCE_URL = /new URL\(\s*(['"])(\.{1,2}\/[^'"]+\.ts)\1\s*,\s*import\.meta\.url\s*,?\s*\)/g;

/**
 * A plugin for Rolldown and Vite. Source files name a worker thread by its source,
 * `new Worker(new URL('./decode-worker.ts', import.meta.url))`; plain Node needs the bundle of it instead.
 * `replacement` gives the expression for an entry.
 * @param {readonly string[]} entries
 * @param {(entry: string) => string | Promise<string>} replacement
 */
export function workerUrls(entries, replacement) {
  return {
    name: 'worker-urls',
    /**
     * @param {string} code
     * @param {string} id
     */
    async transform(code, id) {
      if (!/^(engine|test\/bench)\//.test(pathInRepository(id))) return null;
      const matches = [...code.matchAll(SOURCE_URL)];
      if (matches.length === 0) return null;
      let result = code;
      for (const [expression, , path = ''] of matches) {
        const entry = pathInRepository(join(dirname(id), path));
        if (!entries.includes(entry)) throw new Error(`${id}: ${path} is not an entry in scripts/targets.mjs`);
        result = result.replace(expression, await replacement(entry));
      }
      return { code: result, map: null };
    },
  };
}

/** @param {string} path */
function pathInRepository(path) {
  return relative(root, path).replaceAll(sep, '/');
}
