import { useStore } from 'zustand';
import { useText } from '../language/text.ts';
import { type Device, setDevice, trainSetup } from '../state/train-setup.ts';
import { DeviceText } from './device-text.tsx';

/** What a run can be made on: the processor and each graphics adapter. */
export function DeviceField() {
  const t = useText();
  const { device, devices } = useStore(trainSetup);
  const choice = (id: string, about: Device | null) => (
    <label key={id} className="data-choice device-choice">
      <input type="radio" name="device" checked={device === id} onChange={() => setDevice(id)} />
      <DeviceText device={about} />
    </label>
  );
  return (
    <section aria-label={t('setup.device')}>
      <h3>{t('setup.device')}</h3>
      <div className="device-choices" role="radiogroup" aria-label={t('setup.device')}>
        {choice('auto', null)}
        {devices.map((about) => choice(about.id, about))}
      </div>
    </section>
  );
}
