import { text } from '../language/text.ts';
import { dialogs } from '../panels/dialogs.ts';
import type { HostWindow } from '../platform/platform.ts';

/** The desktop window closes unasked, its draft is kept; only what becomes of a run is for the user to say. */
export function askBeforeClosing(host: HostWindow): void {
  host.onClosing(() =>
    dialogs.setState({
      question: {
        title: text('closing.title'),
        text: text('closing.text'),
        answers: [
          { label: text('closing.stop'), tone: 'plain', run: () => host.close('stop') },
          { label: text('closing.goOn'), tone: 'safe', run: () => host.close('goOn') },
        ],
      },
    }),
  );
}
