import { Dialog } from '@base-ui/react/dialog';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { keysText } from '../commands/command.ts';
import { commands, menuNames } from '../commands/index.ts';
import { type TextKey, useText } from '../language/text.ts';
import type { Family } from '../scene/forms.ts';
import { platform } from '../state/session.ts';
import { DialogHeader } from '../workbench/dialog-header.tsx';
import { dialogs, type HelpPage } from './dialogs.ts';
import './help-dialog.css';

const pages = ['keys', 'colours', 'about'] as const satisfies readonly HelpPage[];

/** Keys, what the colours stand for, and what this program is. */
export function HelpDialog() {
  const t = useText();
  const page = useStore(dialogs, (state) => state.help);
  return (
    <Dialog.Root open={page !== null} onOpenChange={(open) => !open && dialogs.setState({ help: null })}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog outcome help-dialog">
          <DialogHeader title={t('help.title')}>
            <div className="segments" role="radiogroup" aria-label={t('help.title')}>
              {pages.map((name) => (
                <label key={name}>
                  <input
                    type="radio"
                    name="help"
                    checked={page === name}
                    onChange={() => dialogs.setState({ help: name })}
                  />
                  <span>{t(`help.${name}`)}</span>
                </label>
              ))}
            </div>
          </DialogHeader>
          <div className="help-page scroll" role="region" aria-label={t(`help.${page ?? 'keys'}`)} tabIndex={0}>
            {page === 'keys' && <Keys />}
            {page === 'colours' && <Colours />}
            {page === 'about' && <About />}
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** What is no command: keys that depend on what has the focus, and gestures. */
const gestures: readonly (readonly [keys: string, what: TextKey])[] = [
  ['A … Z', 'help.typeLayer'],
  [['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'].map(keysText).join(' '), 'help.walk'],
  [keysText('Alt+ArrowRight'), 'help.nudge'],
  [keysText('Enter'), 'help.enter'],
  [keysText('Shift+Enter'), 'help.inside'],
  ['Esc', 'help.escape'],
];

function Keys() {
  const t = useText();
  const rows = (all: readonly (readonly [keys: string, what: string])[]) => (
    <dl>
      {all.map(([keys, what]) => (
        <div key={what}>
          <dt>{what}</dt>
          <dd>
            <kbd>{keys}</kbd>
          </dd>
        </div>
      ))}
    </dl>
  );
  return (
    <div className="help-keys">
      <section>
        <h3>{t('help.onCanvas')}</h3>
        {rows(gestures.map(([keys, what]) => [keys, t(what)]))}
      </section>
      {menuNames.map((menu) => {
        const own = commands.filter((command) => command.menu === menu && command.keys !== undefined);
        return (
          own.length > 0 && (
            <section key={menu}>
              <h3>{t(`menu.${menu}`)}</h3>
              {rows(own.map(({ keys = '', title }) => [keysText(keys), t(title)]))}
            </section>
          )
        );
      })}
    </div>
  );
}

const familyTexts: readonly (readonly [Family, TextKey])[] = [
  ['io', 'category.input'],
  ['conv', 'category.convolution'],
  ['norm', 'category.normalization'],
  ['activation', 'category.activation'],
  ['pool', 'category.pooling'],
  ['merge', 'category.combine'],
  ['block', 'category.blocks'],
  ['other', 'category.shape'],
];

function Colours() {
  const t = useText();
  return (
    <div className="help-colours">
      <h3>{t('help.families')}</h3>
      <ul>
        {familyTexts.map(([family, title]) => (
          <li key={family}>
            <i className={`swatch of-${family}`} />
            {t(title)}
          </li>
        ))}
      </ul>
      <h3>{t('help.heat')}</h3>
      <p className="help-heat">
        {[0, 1, 2, 3, 4, 5].map((step) => (
          <i key={step} style={{ background: `var(--heat-${step})` }} />
        ))}
        {t('help.heatText')}
      </p>
      <h3>{t('help.marks')}</h3>
      <ul>
        <li>
          <i className="help-line" style={{ background: 'var(--wire)' }} />
          {t('help.wire')}
        </li>
        <li>
          <i className="help-line" style={{ background: 'var(--skip)' }} />
          {t('help.skip')}
        </li>
        <li>
          <i className="swatch" style={{ background: 'var(--danger)' }} />
          {t('help.red')}
        </li>
        <li>
          <i className="swatch" style={{ background: 'var(--warning)' }} />
          {t('help.yellow')}
        </li>
      </ul>
    </div>
  );
}

function About() {
  const t = useText();
  const libraries = useLibraries();
  const { version } = platform().host;
  return (
    <div className="help-about">
      <h3>Layerloom {version}</h3>
      <p>{t('help.licence')}</p>
      {libraries.length > 0 && (
        <>
          <h3>{t('help.libraries')}</h3>
          <p className="dim">{libraries.join(', ')}</p>
        </>
      )}
    </div>
  );
}

/** Of which the window is made, as its bundle says it; none where it does not. */
function useLibraries(): readonly string[] {
  const [libraries, setLibraries] = useState<readonly string[]>([]);
  useEffect(() => {
    fetch('libraries.json')
      .then((answer) => (answer.ok ? answer.json() : []))
      .then((names: readonly string[]) => setLibraries(names))
      .catch(() => {});
  }, []);
  return libraries;
}
