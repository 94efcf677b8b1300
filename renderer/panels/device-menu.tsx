import { Menu } from '@base-ui/react/menu';
import { ChevronDown } from 'lucide-react';
import { useStore } from 'zustand';
import { useText } from '../language/text.ts';
import { lookAtDevices, setDevice, trainSetup } from '../state/train-setup.ts';
import { DeviceIcon, DeviceText } from '../workbench/device-text.tsx';

/** The device that runs and profiles are made on, and what else there is: name, memory and features of each. */
export function DeviceMenu() {
  const t = useText();
  const { device, devices } = useStore(trainSetup);
  const chosen = devices.find(({ id }) => id === device) ?? null;
  const name = chosen ? shortName(chosen.name) : t('device.auto');
  return (
    <Menu.Root onOpenChange={(open) => open && void lookAtDevices()}>
      <Menu.Trigger className="button quiet device-button" aria-label={`${t('setup.device')}: ${name}`}>
        <DeviceIcon device={chosen} />
        <span>{name}</span>
        <ChevronDown aria-hidden="true" />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={6} align="end" className="menu-positioner">
          <Menu.Popup className="menu device-menu">
            <Menu.RadioGroup value={device} onValueChange={(id: string) => setDevice(id)}>
              <Menu.RadioItem value="auto" className="menu-item device-choice" closeOnClick>
                <DeviceText device={null} />
              </Menu.RadioItem>
              {devices.map((about) => (
                <Menu.RadioItem key={about.id} value={about.id} className="menu-item device-choice" closeOnClick>
                  <DeviceText device={about} />
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

/** Short enough for a bar: without trademarks and clock. */
const shortName = (name: string): string =>
  name
    .replace(/\((R|TM)\)|@.*$|\b(CPU|Processor)\b/g, '')
    .replace(/\s+/g, ' ')
    .trim();
