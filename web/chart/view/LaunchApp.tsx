// The launch page: on the way to the sign-in of the server, or a sentence why not.
import {useEffect, useState} from 'preact/hooks';
import {t} from '../../ground/language';
import {begin, type Launch} from '../smart/launch';
import {Closed, hostOf} from '../smart/session';
import {ClosedView} from './App';
import {Top} from './Top';

export function LaunchApp() {
  const [launch, setLaunch] = useState<Launch | Closed | null>(null);
  useEffect(() => {
    begin(new URL(location.href)).then((next) => {
      if ('go' in next) location.replace(next.go); else setLaunch(next);
    }, (error: unknown) => setLaunch(error instanceof Closed ? error : new Closed('closed.failed')));
  }, []);
  document.title = t('title');
  if (launch instanceof Closed) return <ClosedView closed={launch} />;
  const choose = launch !== null && 'choose' in launch ? launch.choose : null;
  return (
    <>
      <Top />
      <main id="thread" tabIndex={-1} class="closed">
        <h1>{t('launch.title')}</h1>
        {choose === null ? <p role="status">{t('launch.going')}</p> : <>
          <p>{t('launch.choose')}</p>
          <ul>{choose.map((one) => <li key={one}><a href={`launch.html?iss=${encodeURIComponent(one)}`}><bdi dir="ltr">{hostOf(one)}</bdi></a></li>)}</ul>
        </>}
      </main>
    </>
  );
}
