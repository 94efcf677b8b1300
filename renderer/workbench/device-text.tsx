import { Cpu, Gpu, Wand } from 'lucide-react';
import { bytes } from '../../engine/base/format.ts';
import { text, useText } from '../language/text.ts';
import type { Device } from '../state/train-setup.ts';

/** A device as it is chosen: its name, memory and features; null for the automatic choice. */
export function DeviceText({ device }: { readonly device: Device | null }) {
  const t = useText();
  return (
    <>
      <DeviceIcon device={device} />
      <span>
        <b>{device ? device.name : t('device.auto')}</b>
        <small>{device ? device.features.map(featureText).join(' · ') : t('device.help')}</small>
      </span>
      {device && device.memoryBytes > 0 && <em>{bytes(device.memoryBytes)}</em>}
    </>
  );
}

/** What the engine says in English; names of a device's features stay. */
function featureText(feature: string): string {
  const threads = /^(\d+) threads$/.exec(feature)?.[1];
  if (threads !== undefined) return text('device.threads', { count: threads });
  return feature === 'software' ? text('device.software') : feature;
}

export function DeviceIcon({ device }: { readonly device: Device | null }) {
  const Icon = device === null ? Wand : device.backend === 'ort' ? Cpu : Gpu;
  return <Icon aria-hidden="true" />;
}
