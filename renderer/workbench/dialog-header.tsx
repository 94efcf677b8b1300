import { Dialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { useText } from '../language/text.ts';

/** Where the focus goes when a dialog opens: what is filled in first, not the way out. */
export const firstField = (): HTMLElement | null =>
  document.querySelector<HTMLElement>('[role=dialog] :is(select, input):not([hidden])');

/** A dialog's title and its way out, with what stands between them. */
export function DialogHeader({ title, children }: { readonly title: string; readonly children?: React.ReactNode }) {
  const t = useText();
  return (
    <header>
      <Dialog.Title className="dialog-title">{title}</Dialog.Title>
      {children}
      <Dialog.Close className="button quiet icon" aria-label={t('dialog.close')}>
        <X />
      </Dialog.Close>
    </header>
  );
}
