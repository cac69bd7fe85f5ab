// The console: who is signed in, the navigation that person may use, and one page.
import type {ComponentChildren} from 'preact';
import {useEffect, useState} from 'preact/hooks';
import {t} from '../ground/language';
import {api} from './client';
import {SetUp} from './entry/set_up';
import {SignIn} from './entry/sign_in';
import {Doors} from './entry/doors';
import {Idle, signOut} from './entry/idle';
import {enter} from './entry/enter';
import {LanguageSwitch} from './entry/language_switch';
import {Navigation} from './navigation';
import {Outlet} from './outlet';
import {Failed, Loading} from './parts/states';
import {usePlace} from './router';
import {useSession} from './session';

export function Console() {
  const place = usePlace();
  const who = useSession();
  const [begun, setBegun] = useState<'asking' | 'asked' | {error: unknown}>('asking');
  const begin = (): void => {
    setBegun('asking');
    api.session().then(async (found) => {
      if (found) await enter(found);
      setBegun('asked');
    }, (error: unknown) => setBegun({error}));
  };
  useEffect(begin, []);
  if (place.path.startsWith('setup/')) return <Entry><SetUp key={place.path} link={place.path.slice('setup/'.length)} /></Entry>;
  if (begun === 'asking') return <Entry><Loading /></Entry>;
  if (begun !== 'asked') return <Entry><Failed error={begun.error} again={begin} /></Entry>;
  if (!who) return <Entry><SignIn next={place.path === 'sign-in' ? place.query.get('next') : null} /></Entry>;
  return <Shell key={who.account.id} path={place.path} query={place.query} />;
}

// Before sign-in: one panel in the middle.
function Entry({children}: {children: ComponentChildren}) {
  return (
    <div class="entry">
      <header class="entry-head"><span class="product">{t('frame.product')}</span><LanguageSwitch /></header>
      <main id="main" class="entry-main panel">{children}</main>
    </div>
  );
}

function Shell({path, query}: {path: string; query: URLSearchParams}) {
  const who = useSession();
  const [menu, setMenu] = useState(false);
  useEffect(() => setMenu(false), [path]);
  if (!who) return null;
  const skip = (event: Event): void => {
    event.preventDefault();
    document.getElementById('main')?.focus();
  };
  return (
    <div class="shell">
      <a class="skip" href="#main" onClick={skip}>{t('frame.skip')}</a>
      <header class="top">
        <button type="button" class="menu-button" aria-expanded={menu} aria-controls="navigation" onClick={() => setMenu(!menu)}>
          <span aria-hidden="true">☰</span> <span class="menu-word">{t('frame.menu')}</span></button>
        <p class="clinic"><span class="product">{t('frame.product')}</span> <bdi class="clinic-name">{who.clinic.name}</bdi>
          {who.demo && <span class="badge">{t('frame.demo')}</span>}</p>
        <LanguageSwitch />
        <p class="person"><bdi>{who.account.display_name}</bdi></p>
        <button type="button" class="small" onClick={() => void signOut()}>{t('frame.signOut')}</button>
      </header>
      <Navigation path={path} open={menu} />
      <main id="main" tabIndex={-1}><Outlet path={path} query={query} /></main>
      <Doors />
      <Idle />
    </div>
  );
}
