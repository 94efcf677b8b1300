import { Dialog } from '@base-ui/react/dialog';
import { useStore } from 'zustand';
import { keysText } from '../commands/command.ts';
import { useText } from '../language/text.ts';
import { tellError } from '../state/session.ts';
import { canStart, closeSetup, startSetup, trainSetup } from '../state/train-setup.ts';
import { fillIn } from '../tour/experiment.ts';
import { TourLine } from '../tour/tour-card.tsx';
import { CheckResult } from './check-result.tsx';
import { DataPicker } from './data-picker.tsx';
import { DeviceField } from './device-field.tsx';
import { DialogHeader } from './dialog-header.tsx';
import { SettingFields } from './setting-fields.tsx';
import { ModeChoice, SweepFields } from './sweep-fields.tsx';
import './train-sheet.css';

/** What Train opens: data, settings, device, and whether it would work. Ctrl+Enter starts. */
export function TrainSheet() {
  const t = useText();
  const open = useStore(trainSetup, (state) => state.open);
  const mode = useStore(trainSetup, (state) => state.mode);
  const ready = useStore(trainSetup, canStart);
  const start = (): void => void startSetup().catch(tellError);
  return (
    <Dialog.Root open={open} onOpenChange={(now) => !now && closeSetup()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup
          className="train-sheet"
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
            event.preventDefault();
            start();
          }}
        >
          <DialogHeader title={t('setup.title')}>
            <ModeChoice />
          </DialogHeader>
          <TourLine step="train" button={t('tour.fillIn')} onClick={fillIn} />
          <div className="train-columns">
            <div className="scroll">
              <h3>{t('setup.data')}</h3>
              <DataPicker />
            </div>
            <div className="scroll">
              {mode === 'sweep' && <SweepFields />}
              <h3>{t('setup.settings')}</h3>
              <SettingFields />
              <DeviceField />
            </div>
          </div>
          <footer>
            <CheckResult />
            <Dialog.Close className="button">{t('dialog.cancel')}</Dialog.Close>
            <button type="button" className="button primary" disabled={!ready} onClick={start}>
              {t(mode === 'sweep' ? 'setup.startSweep' : 'setup.start')}
              <kbd>{keysText('$mod+Enter')}</kbd>
            </button>
          </footer>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
