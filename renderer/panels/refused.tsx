/** All that a page shows which the host does not want. */
export function Refused({ says }: { readonly says: string }) {
  return (
    <main className="refused" role="alert">
      <h1>Layerloom</h1>
      <p>{says}</p>
    </main>
  );
}
