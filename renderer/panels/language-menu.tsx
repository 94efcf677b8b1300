import { Menu } from '@base-ui/react/menu';
import { Check, ChevronRight, Languages } from 'lucide-react';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { languages, loadFonts } from '../language/languages.ts';
import { switchLanguage } from '../language/switch.ts';
import { languageStore } from '../language/text.ts';
import { platform } from '../state/session.ts';

const LABEL = 'Language · 语言';

function choose(code: string): void {
  void switchLanguage(code);
  platform().settings.store({ language: code });
}

/** For who cannot read the menus yet. */
export function LanguageChoice() {
  const { code } = useStore(languageStore);
  useEffect(() => void loadFonts(), []);
  return (
    <label className="chip">
      <Languages aria-hidden="true" />
      <select aria-label={LABEL} value={code} onChange={({ target }) => choose(target.value)}>
        {languages.map((language) => (
          <option key={language.code} value={language.code} lang={language.code}>
            {language.name}
          </option>
        ))}
      </select>
    </label>
  );
}

export function LanguageMenu() {
  const { code } = useStore(languageStore);
  useEffect(() => void loadFonts(), []);
  return (
    <Menu.SubmenuRoot>
      <Menu.SubmenuTrigger className="menu-item">
        {LABEL}
        <ChevronRight className="menu-more" aria-hidden="true" />
      </Menu.SubmenuTrigger>
      <Menu.Portal>
        <Menu.Positioner className="menu-positioner">
          <Menu.Popup className="menu">
            {languages.map((language) => (
              <Menu.Item key={language.code} className="menu-item" onClick={() => choose(language.code)}>
                <span className="menu-check">{language.code === code && <Check aria-hidden="true" />}</span>
                {language.name}
              </Menu.Item>
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.SubmenuRoot>
  );
}
