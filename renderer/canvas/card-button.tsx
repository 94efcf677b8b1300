import type { ReactNode } from 'react';

/**
 * A small button in a card's or a frame's title; its icon is named for who hovers and who listens. The keyboard has the
 * same as a command.
 */
export function CardButton(props: {
  readonly title: string;
  readonly onClick: () => void;
  readonly children: ReactNode;
}) {
  return (
    <button type="button" tabIndex={-1} title={props.title} aria-label={props.title} onClick={props.onClick}>
      {props.children}
    </button>
  );
}
