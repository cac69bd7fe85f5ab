// The try-it phone: who writes, what is sent, and what became of it.
import {useEffect, useState} from 'preact/hooks';
import {type Language, language, languages, setLanguage, t} from '../ground/language';
import {type Person, people as askPeople} from './bridge';
import {Chat} from './chat';
import {Composer} from './composer';
import {type Newcomer, newcomer, People, senderOf} from './people';
import {useMessages} from './sending';

function LanguageSwitch() {
  return (
    <label class="language">
      <span class="hidden">{t('language')}</span>
      <select value={language()} onChange={(event) => void setLanguage(event.currentTarget.value as Language)}>
        {languages.map((one) => <option key={one.code} value={one.code} lang={one.code}>{one.name}</option>)}
      </select>
    </label>
  );
}

export function Try() {
  const [people, setPeople] = useState<Person[]>([]);
  const [failed, setFailed] = useState(false);
  const [who, setWho] = useState(newcomer);
  const [fresh, setFresh] = useState<Newcomer>({number: '', name: ''});
  const [messages, send] = useMessages();
  const person = people.find((one) => one.id === who);
  const load = async () => {
    try {
      const all = await askPeople();
      setFailed(false);
      setPeople(all);
      setWho(all[0]?.id ?? newcomer);
    } catch {
      setFailed(true);
    }
  };
  useEffect(() => void load(), []);
  document.title = t('title');
  return (
    <main class="desk">
      <section class="about" aria-labelledby="title">
        <div class="head"><h1 id="title">{t('title')}</h1><LanguageSwitch /></div>
        <p class="soft">{t('about')}</p>
        {failed && <p role="alert" class="panel">{t('nobody')} <button type="button" onClick={() => void load()}>{t('again')}</button></p>}
        <People people={people} who={who} choose={setWho} fresh={fresh} setFresh={setFresh} />
        <p class="links"><a href="/chart/">{t('chart')}</a> <a href="/console/">{t('console')}</a></p>
      </section>
      <section class="phone" aria-label={t('phone')}>
        <header class="bar">
          <span class="avatar" aria-hidden="true">✚</span>
          <div><strong>{t('clinic')}</strong>
            <span class="as">{person ? <>{t('youAre')} <bdi lang={person.language || undefined}>{person.name}</bdi></> : t('youAreNew')}</span></div>
        </header>
        <Chat messages={messages} />
        <Composer send={(text, file) => void send(senderOf(who, fresh), person?.name ?? fresh.number, text, file)} />
      </section>
    </main>
  );
}
