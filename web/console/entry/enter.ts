// A session begins: its language is the page's, unless somebody chose one on the way in; then it is the account's
// from now on.
import {languages, setLanguage, language, type Language} from '../../ground/language';
import type {Session} from '../api';
import {api} from '../client';
import {setSession} from '../session';

let chosen = false;
export const languageChosen = (): void => { chosen = true; };

export async function enter(session: Session): Promise<void> {
  const own = session.account.language as Language;
  setSession(session);
  if (own === language() || !languages.some((one) => one.code === own)) return;
  if (!chosen) return setLanguage(own);
  chosen = false;
  try {
    setSession(api.keep(await api.patch<Session>('/account', {language: language()})));
  } catch { /* the page has the language; the account gets it another time */ }
}
