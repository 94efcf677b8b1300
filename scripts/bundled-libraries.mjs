const LIBRARY = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*\/node_modules\/)/;

/**
 * Plugins for Rolldown and Vite that write `libraries.json` beside the bundle: the names of the libraries whose modules
 * and fonts it was made from, so that their licences go with it. `inWorkers` is for the bundles of worker threads,
 * which are part of the whole.
 */
export function bundledLibraries() {
  /** @type {Set<string>} */
  const names = new Set();
  /** @param {import('rolldown').OutputBundle} bundle */
  const collect = (bundle) => {
    for (const file of Object.values(bundle)) {
      for (const path of file.type === 'chunk' ? file.moduleIds : file.originalFileNames) {
        const [, name] = LIBRARY.exec(path.replaceAll('\\', '/')) ?? [];
        if (name) names.add(name);
      }
    }
  };
  /** @type {import('rolldown').Plugin} */
  const whole = {
    name: 'bundled-libraries',
    generateBundle(_, bundle) {
      collect(bundle);
      this.emitFile({ type: 'asset', fileName: 'libraries.json', source: JSON.stringify([...names].sort()) });
    },
  };
  /** @type {import('rolldown').Plugin} */
  const inWorkers = { name: 'bundled-libraries-in-workers', generateBundle: (_, bundle) => collect(bundle) };
  return { whole, inWorkers };
}
