import { languageStore } from './text.ts';

const isThisYear = (date: Date): boolean => date.getFullYear() === new Date().getFullYear();

/** `Nov 24, 6:58 PM`: the year is told in place of the time where it is another one. */
export function dateText(date: Date): string {
  const options: Intl.DateTimeFormatOptions = isThisYear(date)
    ? { month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' }
    : { dateStyle: 'medium' };
  return new Intl.DateTimeFormat(languageStore.getState().code, options).format(date);
}

export const fullDateText = (date: Date): string =>
  new Intl.DateTimeFormat(languageStore.getState().code, { dateStyle: 'medium', timeStyle: 'short' }).format(date);
