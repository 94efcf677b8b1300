import { addBlock, duplicateBlock, removeBlock, renameBlock } from '../../engine/design/edits/definitions.ts';
import { DETACHED } from '../../engine/design/locate.ts';
import { blockText, text } from '../language/text.ts';
import { detachedIn } from './detached.ts';
import { tell } from './gestures.ts';
import { library } from './model.ts';
import { change, edit, get } from './store.ts';

/** Shows a block by itself, whether the design uses it or not. */
export function stepIntoDefinition(name: string): void {
  change({ scope: DETACHED + name, selection: new Set() });
}

/** Makes an empty block and steps into it. */
export function newBlock(): void {
  let made = '';
  tell(
    edit(
      text('did.block.add'),
      addBlock(library, text('block.untitled'), (name) => (made = name)),
    ),
  );
  stepIntoDefinition(made);
}

export function retitleBlock(name: string, title: string): void {
  const alone = detachedIn(get().scope) === name;
  let to = name;
  tell(
    edit(
      text('did.block.rename'),
      renameBlock(library, name, title, (renamed) => (to = renamed)),
    ),
  );
  if (alone) stepIntoDefinition(to);
}

export function copyBlock(name: string): void {
  const title = blockText(name, 'title', get().model.drawing.block(name)?.title ?? name);
  tell(edit(text('did.block.duplicate'), duplicateBlock(library, name, text('block.copyOf', { title }))));
}

export function deleteBlock(name: string): void {
  tell(edit(text('did.block.remove'), removeBlock(library, name)));
}
