const KEY = 'layerloom.token';

/**
 * The secret of this start of `layerloom serve`: behind the `#` of the address that it printed, which no browser sends
 * to a server. From then on it is kept for this tab and this origin, port and all, so that a reload works and the
 * address can be shown or copied. Null where the page was opened without it.
 */
export function takeToken(): string | null {
  const given = tokenIn(location.hash);
  try {
    if (given !== null) {
      sessionStorage.setItem(KEY, given);
      history.replaceState(null, '', location.pathname);
    }
    return sessionStorage.getItem(KEY);
  } catch {
    // A browser that keeps nothing: it stays in the address.
    return given;
  }
}

/**
 * The address of another start, pasted into this tab, changes no more than what stands behind the `#`: it is a new page
 * all the same.
 */
export function reloadOnNewToken(): void {
  addEventListener('hashchange', () => {
    if (tokenIn(location.hash) !== null) location.reload();
  });
}

const tokenIn = (hash: string): string | null => new URLSearchParams(hash.slice(1)).get('token');
