import { Cpu, Gpu, Wand } from 'lucide-react';
import { useStore } from 'zustand';
import { bytes } from '../../engine/base/format.ts';
import { useText } from '../language/text.ts';
import { setDevice, trainSetup } from '../state/train-setup.ts';

/** What a run can be made on: name, memory and features of the processor and of each graphics adapter. */
export function DeviceField() {
  const t = useText();
  const { device, devices } = useStore(trainSetup);
  const choice = (id: string, name: string, about: string, memory: string, icon: React.ReactNode) => (
    <label key={id} className="data-choice device-choice" title={about}>
      <input type="radio" name="device" checked={device === id} onChange={() => setDevice(id)} />
      {icon}
      <span>
        <b>{name}</b>
        <small>{about}</small>
      </span>
      {memory !== '' && <em>{memory}</em>}
    </label>
  );
  return (
    <section aria-label={t('setup.device')}>
      <h3>{t('setup.device')}</h3>
      <div className="device-choices" role="radiogroup" aria-label={t('setup.device')}>
        {choice('auto', t('device.auto'), t('device.help'), '', <Wand aria-hidden="true" />)}
        {devices.map(({ id, backend, name, memoryBytes, features }) =>
          choice(
            id,
            name,
            features.join(' · '),
            memoryBytes > 0 ? bytes(memoryBytes) : '',
            backend === 'ort' ? <Cpu aria-hidden="true" /> : <Gpu aria-hidden="true" />,
          ),
        )}
      </div>
    </section>
  );
}
