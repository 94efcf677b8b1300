import { AlertDialog } from '@base-ui/react/alert-dialog';
import { X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { useText } from '../language/text.ts';
import type { EngineState } from '../platform/platform.ts';
import { platform } from '../state/session.ts';
import { store } from '../state/store.ts';
import { type Answer, dialogs } from './dialogs.ts';

const TONES: Readonly<Record<Answer['tone'], string>> = { safe: 'primary', plain: '', loses: 'danger' };

/** A question before something is lost. */
export function QuestionDialog() {
  const t = useText();
  const question = useStore(dialogs, (state) => state.question);
  const close = (): void => dialogs.setState({ question: null });
  const safe = useRef<HTMLButtonElement>(null);
  return (
    <AlertDialog.Root open={question !== null} onOpenChange={(open) => !open && close()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="backdrop" />
        {/* Without a safe answer the first button has the focus, which leaves things as they are. */}
        <AlertDialog.Popup className="dialog" initialFocus={() => safe.current ?? true}>
          <AlertDialog.Title className="dialog-title">{question?.title}</AlertDialog.Title>
          <AlertDialog.Description className="dim">{question?.text}</AlertDialog.Description>
          <div className="dialog-buttons">
            <AlertDialog.Close className="button">{t('dialog.cancel')}</AlertDialog.Close>
            {question?.answers.map(({ label, tone, run }) => (
              <button
                key={label}
                ref={tone === 'safe' ? safe : undefined}
                type="button"
                className={`button ${TONES[tone]}`}
                onClick={() => {
                  close();
                  run();
                }}
              >
                {label}
              </button>
            ))}
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}

const SHOWN_MS = 5000;

/** What was just done or refused; it goes by itself. */
export function Notices() {
  const t = useText();
  const notice = useStore(store, (state) => state.notice);
  useEffect(() => {
    if (!notice) return undefined;
    const timer = setTimeout(
      () => store.setState({ notice: null }),
      notice.tone === 'error' ? SHOWN_MS * 1.6 : SHOWN_MS,
    );
    return () => clearTimeout(timer);
  }, [notice]);
  return (
    <div className="notices" role="status" aria-live="polite">
      {notice && (
        <div className={`notice ${notice.tone}`}>
          <span>{notice.text}</span>
          <button type="button" aria-label={t('dialog.close')} onClick={() => store.setState({ notice: null })}>
            <X />
          </button>
        </div>
      )}
    </div>
  );
}

/** Says at once when the engine or the host is gone. */
export function EngineNotice() {
  const t = useText();
  const [state, setState] = useState<EngineState>(() => platform().engine.status());
  useEffect(() => platform().engine.onStatus(setState), []);
  if (state.status === 'ready' || state.status === 'starting') return null;
  return (
    <div className={`engine-notice ${state.status}`} role="alert">
      {t(`engine.${state.status}`, { detail: state.detail })}
    </div>
  );
}
