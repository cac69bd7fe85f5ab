// Each language in its own words. Somebody signed in keeps the choice with the account.
import {type Language, language, languages, setLanguage, t} from '../../ground/language';
import type {Session} from '../api';
import {api} from '../client';
import {session, setSession} from '../session';
import {languageChosen} from './enter';

export async function choose(code: Language): Promise<void> {
  await setLanguage(code);
  if (!session()) return languageChosen();
  try {
    setSession(api.keep(await api.patch<Session>('/account', {language: code})));
  } catch { /* the page has the language; the account gets it another time */ }
}

export function LanguageSwitch() {
  return (
    <label class="language">
      <span class="unseen">{t('frame.language')}</span>
      <select value={language()} onChange={(event) => void choose(event.currentTarget.value as Language)}>
        {languages.map((one) => <option key={one.code} value={one.code} lang={one.code}>{one.name}</option>)}
      </select>
    </label>
  );
}
