/**
 * Under LANG=C Chromium says that it speaks `en-US@posix`, which is no language tag: Intl refuses it, and uPlot, which
 * hands it on as soon as it is loaded, takes the page along. Imported before anything else.
 */
function isTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
}

const [tag = ''] = navigator.language.split('@', 1);
if (!isTag(navigator.language))
  Object.defineProperty(navigator, 'language', { value: isTag(tag) ? tag : 'en-US', configurable: true });
