// What the person may use, and the pages of the area that is open.
import {useEffect, useState} from 'preact/hooks';
import {t} from '../ground/language';
import {href, type Route} from './router';
import {allowed, areaOf, visible} from './routes';

export function Navigation({path, open}: {path: string; open: boolean}) {
  const here = areaOf(path);
  const [pages, setPages] = useState<Route[]>([]);
  useEffect(() => {
    let gone = false;
    setPages([]);
    here?.load().then((all) => {
      if (!gone) setPages(all.filter((one) => one.nav && areaOf(one.path) === here && allowed(one)));
    }, () => undefined);  // the page itself says what failed
    return () => { gone = true; };
  }, [here?.path]);
  return (
    <nav id="navigation" class={open ? 'open' : ''} aria-label={t('frame.navigation')}>
      <ul>
        {visible().map((area) => (
          <li key={area.path}>
            <a href={href(area.path)} class={area === here ? 'area here' : 'area'} aria-current={path === area.path ? 'page' : undefined}>{t(area.title)}</a>
            {area === here && pages.length > 1 && (
              <ul>{pages.map((one) => (
                <li key={one.path}><a href={href(one.path)} aria-current={current(one, path) ? 'page' : undefined}>{t(one.title)}</a></li>))}
              </ul>)}
          </li>))}
      </ul>
    </nav>
  );
}

// A page is current on its own address and on those below it.
const current = (route: Route, path: string): boolean =>
  path === route.path || (route.path.includes('/') && path.startsWith(`${route.path}/`));
