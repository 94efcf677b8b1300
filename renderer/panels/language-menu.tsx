import { Menu } from '@base-ui/react/menu';
import { Check, ChevronRight } from 'lucide-react';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { languages, loadFonts } from '../language/languages.ts';
import { switchLanguage } from '../language/switch.ts';
import { languageStore } from '../language/text.ts';
import { platform } from '../state/session.ts';

export function LanguageMenu() {
  const { code } = useStore(languageStore);
  useEffect(() => void loadFonts(), []);
  return (
    <Menu.SubmenuRoot>
      <Menu.SubmenuTrigger className="menu-item">
        Language · 语言
        <ChevronRight className="menu-more" aria-hidden="true" />
      </Menu.SubmenuTrigger>
      <Menu.Portal>
        <Menu.Positioner className="menu-positioner">
          <Menu.Popup className="menu">
            {languages.map((language) => (
              <Menu.Item
                key={language.code}
                className="menu-item"
                onClick={() => {
                  void switchLanguage(language.code);
                  platform().settings.store({ language: language.code });
                }}
              >
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
