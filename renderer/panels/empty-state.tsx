import type { ReactNode } from 'react';
import { runCommand } from '../commands/index.ts';

/** What stands where nothing is yet: what will be here, and the button that brings it. */
export function EmptyState({
  icon,
  title,
  text,
  tone = 'quiet',
  action,
}: {
  readonly icon: ReactNode;
  readonly title: string;
  readonly text?: string;
  readonly tone?: 'quiet' | 'good';
  readonly action?:
    | { readonly label: string; readonly command: string }
    | { readonly label: string; readonly run: () => void };
}) {
  return (
    <div className={`empty-state ${tone}`}>
      <span className="empty-icon" aria-hidden="true">
        {icon}
      </span>
      <b>{title}</b>
      {text !== undefined && <p>{text}</p>}
      {action && (
        <button
          type="button"
          className={`button${'command' in action ? ' primary' : ''}`}
          onClick={() => ('command' in action ? runCommand(action.command) : action.run())}
        >
          {action.label}
        </button>
      )}
    </div>
  );
}
