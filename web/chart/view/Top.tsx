// The head of every state of the page: skip link, who it is about, language.
import type {ComponentChildren} from 'preact';
import {type Language, language, languages, setLanguage, t} from '../../ground/language';

export function Top({back = null, children = null}: { back?: ComponentChildren; children?: ComponentChildren }) {
  return (
    <>
      <a class="skip" href="#thread">{t('skip')}</a>
      <header class="top">
        {back}
        {children ?? <div class="person"><p class="brand">{t('title')}</p></div>}
        <div class="language noprint">
          <label class="unseen" for="language">{t('language')}</label>
          <select id="language" value={language()} onChange={(event) => void setLanguage(event.currentTarget.value as Language)}>
            {languages.map((one) => <option key={one.code} value={one.code} lang={one.code}>{one.name}</option>)}
          </select>
        </div>
      </header>
    </>
  );
}
