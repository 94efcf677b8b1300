import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../root.mjs';
import { engineLibraries } from './libraries.mjs';

/**
 * What goes into a package.
 * @typedef {object} Parts
 * @property {typeof import('./libraries.mjs').SYSTEMS[number]} system whose package it is
 * @property {string} main the bundle of Electron's main process
 * @property {string} page the bundle of the window
 * @property {string} engine the bundle of the engine
 * @property {string} libraries the folder with the libraries that the engine loads
 * @property {string} node the Node that runs the engine
 * @property {string} licences a file with the licences of all this
 * @property {{ linux: string, win32: string, darwin: string }} icons
 * @property {string} electron a folder with Electron's program for the system
 * @property {string} output the folder for packages
 */

/**
 * electron-builder's configuration. Inside `resources/`:
 *
 *   app.asar      main process, preload script and page; Electron loads nothing else, and checks it on macOS and
 *                 Windows
 *   engine/       what plain Node runs, which cannot read an asar: bundle, libraries, data sets
 *   node/         that Node
 *   LICENCES.txt
 *
 * @param {Parts} parts
 * @returns {import('electron-builder').Configuration}
 */
export function configuration(parts) {
  const windows = parts.system.startsWith('win32');
  return {
    appId: 'org.layerloom.app',
    productName: 'Layerloom',
    copyright: 'The Layerloom authors, MIT licence',
    artifactName: '${productName}-${version}-${os}-${arch}.${ext}',
    directories: { output: parts.output },
    electronDist: parts.electron,
    // What Electron shows without an app; electron-builder leaves it where it does not fetch Electron itself.
    afterExtract: async ({ appOutDir }) => {
      for (const resources of ['resources', 'Electron.app/Contents/Resources']) {
        rmSync(join(appOutDir, resources, 'default_app.asar'), { force: true });
      }
    },
    asar: true,
    // The string keeps the list from being one of exclusions only, to which everything in the repository would be
    // added.
    files: ['package.json', { from: parts.main, to: '.' }, { from: parts.page, to: 'page' }],
    extraMetadata: { main: 'main.mjs', author: 'The Layerloom authors' },
    // False: there are no libraries to install into the asar, the bundles hold them.
    beforeBuild: () => Promise.resolve(false),
    extraResources: [
      { from: parts.engine, to: 'engine' },
      { from: join(root, 'assets', 'data'), to: 'engine/assets/data' },
      ...engineLibraries(parts.system).map(({ name, files }) => ({
        from: join(parts.libraries, name),
        to: `engine/node_modules/${name}`,
        filter: [...files],
      })),
      { from: parts.node, to: `node/${windows ? 'node.exe' : 'node'}` },
      { from: parts.licences, to: 'LICENCES.txt' },
    ],
    electronFuses: {
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
      // There are no cookies to encrypt, and the system's key store would ask for a password.
      enableCookieEncryption: false,
      loadBrowserProcessSpecificV8Snapshot: false,
    },
    publish: null,
    linux: {
      target: ['AppImage', 'deb'],
      category: 'Science',
      synopsis: 'Draw, cost and train convolutional networks',
      icon: parts.icons.linux,
      executableName: 'layerloom',
      // A Debian package must name someone; whoever publishes one puts an address here.
      maintainer: 'The Layerloom authors <authors@layerloom.example>',
      fileAssociations: [
        {
          ext: 'loom.json',
          name: 'Layerloom design',
          mimeType: 'application/vnd.layerloom.design+json',
          role: 'Editor',
        },
        // Other programs keep theirs: the app only says that it opens them.
        { ext: 'onnx', name: 'ONNX model', mimeType: 'application/onnx', role: 'Viewer' },
      ],
    },
    deb: { packageName: 'layerloom' },
    mac: {
      target: ['dmg'],
      category: 'public.app-category.developer-tools',
      icon: parts.icons.darwin,
      // Without a certificate of a developer: signed by nobody, which Macs with Apple's processors still ask for.
      identity: process.env['CSC_NAME'] ?? '-',
      // macOS knows the last ending only. `Alternate`: Layerloom is offered for JSON files and is not made their
      // program.
      fileAssociations: [
        { ext: 'json', name: 'Layerloom design', role: 'Editor', rank: 'Alternate' },
        { ext: 'onnx', name: 'ONNX model', role: 'Viewer', rank: 'Alternate' },
      ],
    },
    win: { target: ['nsis'], icon: parts.icons.win32 },
    nsis: {
      oneClick: false,
      allowToChangeInstallationDirectory: true,
      // Windows knows the last ending only, and an association of electron-builder's would take all JSON files over.
      include: join(root, 'scripts', 'packaging', 'installer.nsh'),
    },
  };
}
