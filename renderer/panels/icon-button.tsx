/** A button of one icon; its title says what it does, to eyes and ears. */
export function IconButton({
  title,
  disabled = false,
  onClick,
  children,
}: {
  readonly title: string;
  readonly disabled?: boolean;
  readonly onClick: () => void;
  readonly children: React.ReactNode;
}) {
  return (
    <button
      type="button"
      className="button quiet icon"
      title={title}
      aria-label={title}
      disabled={disabled}
      onClick={onClick}
    >
      {children}
    </button>
  );
}
