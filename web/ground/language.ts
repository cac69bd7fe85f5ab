// The language of a page: chosen by the person, else by the browser. Message files lie beside each
// page (messages/en.json …) and are loaded when their language is spoken, where the page gives a
// function; a missing key is an error in the tests, not a fallback at run time.
import i18next, {type TOptions} from 'i18next';
import {Settings as LuxonSettings} from 'luxon';

export type Language = 'en' | 'es' | 'he';
export const languages: {code: Language; name: string}[] = [
  {code: 'en', name: 'English'}, {code: 'es', name: 'Español'}, {code: 'he', name: 'עברית'}];
export type Messages = Record<Language, object | (() => Promise<object>)>;

const kept = 'chartbridge.language';
const isLanguage = (text: string | null | undefined): text is Language => languages.some((one) => one.code === text);

function chosen(): Language {
  let own: string | null = null;
  try { own = localStorage.getItem(kept); } catch { /* storage is closed inside some frames */ }
  if (isLanguage(own)) return own;
  for (const wish of navigator.languages) {
    const code = wish.slice(0, 2) === 'iw' ? 'he' : wish.slice(0, 2);
    if (isLanguage(code)) return code;
  }
  return 'en';
}

const listeners = new Set<() => void>();
export const onLanguage = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const language = (): Language => i18next.language as Language;
export const t = (key: string, values?: TOptions): string => i18next.t(key, values);
export const known = (key: string): boolean => i18next.exists(key);

let sources: Messages;
async function load(code: Language): Promise<void> {
  const words = sources[code];
  if (!i18next.hasResourceBundle(code, 'translation')) i18next.addResourceBundle(code, 'translation', typeof words === 'function' ? await words() : words);
}

export async function startLanguage(messages: Messages): Promise<void> {
  sources = messages;
  await i18next.init({
    lng: chosen(),
    resources: {},
    fallbackLng: 'en',
    interpolation: {escapeValue: false},  // everything is rendered as text nodes
  });
  await load(language());
  for (const {code} of languages) if (typeof messages[code] === 'object') await load(code);
  apply();
}

export async function setLanguage(code: Language): Promise<void> {
  await load(code);
  await i18next.changeLanguage(code);
  try { localStorage.setItem(kept, code); } catch { /* the choice lasts as long as the page */ }
  apply();
  for (const listener of listeners) listener();
}

// Dates as the reader's own country writes that language: 22/11 in Leeds, 11/22 in Boston.
export const dateLocale = (code: Language, wishes: readonly string[]): string =>
  wishes.find((one) => one === code || one.startsWith(`${code}-`)) ?? code;

function apply(): void {
  document.documentElement.lang = language();
  document.documentElement.dir = language() === 'he' ? 'rtl' : 'ltr';
  LuxonSettings.defaultLocale = dateLocale(language(), navigator.languages);
}
