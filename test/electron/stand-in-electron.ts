import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { NtExecutable, NtExecutableResource, Resource } from 'resedit';

/** Before the fuses in Electron's program; then come the version of the wire, its length, and a digit for each fuse. */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const WIRE = Buffer.concat([Buffer.from(SENTINEL), Buffer.of(1, 8), Buffer.from('10110011')]);

/**
 * Writes what electron-builder needs to see of Electron into `folder`: a program with fuses as they come, licences, and
 * the app that it shows without one.
 */
export function standInElectron(folder: string, platform: string): void {
  const write = (path: string, content: string | Buffer): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content, { mode: 0o755 });
  };
  write('LICENSE', 'The licence of Electron.');
  write('LICENSES.chromium.html', 'The licences of Chromium.');
  switch (platform) {
    case 'linux':
      write('electron', WIRE);
      write('resources/default_app.asar', '');
      return;
    case 'win32':
      write('electron.exe', Buffer.concat([windowsProgram(), WIRE]));
      write('resources/default_app.asar', '');
      return;
    default:
      write('Electron.app/Contents/Info.plist', plist('Electron'));
      write('Electron.app/Contents/MacOS/Electron', '');
      write('Electron.app/Contents/Frameworks/Electron Framework.framework/Electron Framework', WIRE);
      write('Electron.app/Contents/Frameworks/Electron Helper.app/Contents/Info.plist', plist('Electron Helper'));
      write('Electron.app/Contents/Frameworks/Electron Helper.app/Contents/MacOS/Electron Helper', '');
      write('Electron.app/Contents/Resources/default_app.asar', '');
  }
}

/** A program with the resources that get the app's name, version and icon. */
function windowsProgram(): Buffer {
  const program = NtExecutable.createEmpty();
  const resources = NtExecutableResource.from(program);
  const version = Resource.VersionInfo.createEmpty();
  version.setStringValues({ lang: 1033, codepage: 1200 }, { ProductName: 'Electron' });
  version.outputToResourceEntries(resources.entries);
  resources.outputResource(program);
  return Buffer.from(program.generate());
}

function plist(name: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict><key>CFBundleExecutable</key><string>${name}</string></dict></plist>
`;
}
