import type { Command } from 'commander';
import { bytes } from '../../base/format.ts';
import type { CallResult } from '../protocol.ts';
import { columnsText } from '../terminal/columns.ts';
import { addExamples } from '../terminal/examples.ts';
import { print, printJson } from '../terminal/print.ts';
import { JobReport, reported } from '../terminal/reporting.ts';
import { text } from '../terminal/texts.ts';

type Device = CallResult<'devices'>['devices'][number];

export function addDevices(program: Command): void {
  const command = program
    .command('devices')
    .description('list what networks can be trained on')
    .option('--json', 'one JSON line');
  addExamples(command, ['devices']);
  command.action(async (flags: { readonly json?: boolean }) => {
    const { devices } = await reported('devices', {}, false, new JobReport());
    if (flags.json) return printJson({ devices });
    const lines = columnsText<Device>(
      [
        { title: text('devices.device'), align: 'left', text: (d) => d.id },
        { title: text('devices.backend'), align: 'left', text: (d) => d.backend },
        { title: text('devices.name'), align: 'left', text: (d) => d.name },
        { title: text('devices.memory'), align: 'right', text: (d) => bytes(d.memoryBytes) },
        { title: text('devices.features'), align: 'left', text: (d) => d.features.join(', ') },
      ],
      devices,
    );
    for (const line of lines) print(line);
  });
}
