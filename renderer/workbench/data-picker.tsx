import { Folder, FolderOpen } from 'lucide-react';
import { useStore } from 'zustand';
import { useText } from '../language/text.ts';
import { tellError } from '../state/session.ts';
import { chooseData, chooseFolder, setFit, trainSetup } from '../state/train-setup.ts';
import { DataLook } from './data-look.tsx';

const BUNDLED = ['builtin:digits', 'builtin:fashion'] as const;

const lastPart = (path: string): string => path.split(/[/\\]/).findLast((part) => part !== '') ?? path;

/** Which images a run sees: the bundled ones or a folder of one's own, with a look at them. */
export function DataPicker() {
  const t = useText();
  const { data, folders, fit } = useStore(trainSetup);
  const choice = (path: string, title: string, note: string, icon: React.ReactNode) => (
    <label key={path} className="data-choice" title={note}>
      <input type="radio" name="data" checked={data === path} onChange={() => chooseData(path)} />
      {icon}
      <span>
        <b>{title}</b>
        <small>{note}</small>
      </span>
    </label>
  );
  return (
    <section className="data-picker" aria-label={t('setup.data')}>
      <div className="data-choices" role="radiogroup" aria-label={t('setup.data')}>
        {BUNDLED.map((path) =>
          choice(
            path,
            t(path === 'builtin:digits' ? 'data.digits' : 'data.fashion'),
            t(path === 'builtin:digits' ? 'data.digitsNote' : 'data.fashionNote'),
            null,
          ),
        )}
        {folders.map((path) => choice(path, lastPart(path), path, <Folder aria-hidden="true" />))}
      </div>
      <div className="data-own">
        <button type="button" className="button" onClick={() => void chooseFolder().catch(tellError)}>
          <FolderOpen />
          {t('data.folder')}
        </button>
        <p className="setting-help">{t('data.folderNote')}</p>
      </div>
      <label className="check-line">
        <input type="checkbox" checked={fit} onChange={(event) => setFit(event.target.checked)} />
        {t('data.fit')}
      </label>
      <DataLook />
    </section>
  );
}
