// The page of an address: its area's file is fetched, then the page is put in, with a fresh state for each path.
import {Component, type ComponentChildren} from 'preact';
import {useEffect} from 'preact/hooks';
import {t} from '../ground/language';
import {safeNext} from './entry/next';
import {Page} from './parts/page';
import {useLoad} from './parts/load';
import {Failed, Here} from './parts/states';
import {href, match, type Route} from './router';
import {allowed, areaOf, visible} from './routes';

export function Outlet({path, query}: {path: string; query: URLSearchParams}) {
  const first = visible()[0];
  const nowhere = path === '' || path === 'sign-in';
  useEffect(() => {
    const next = path === 'sign-in' ? safeNext(query.get('next')) : null;
    if (nowhere && (next || first)) location.replace(next ?? href(first?.path ?? 'account'));
  }, [nowhere]);
  const area = areaOf(path);
  if (nowhere) return null;
  if (!area) return <Missing />;
  return <AreaPage key={area.path} load={area.load} area={area.path} path={path} query={query} />;
}

interface AreaSettings { load: () => Promise<Route[]>; area: string; path: string; query: URLSearchParams }
function AreaPage({load, area, path, query}: AreaSettings) {
  const routes = useLoad(load, area);
  return (
    <Here of={routes.now} again={routes.again}>{(all) => {
      // An area's bare address is its first page that this person may see.
      const first = all.find((one) => one.nav && one.path.split('/')[0] === area && allowed(one));
      const found = match(all, path) ?? (path === area && first ? {route: first, params: {}} : null);
      if (!found) return <Missing />;
      if (!allowed(found.route)) return <Forbidden />;
      const Shown = found.route.page;
      return <Guard key={path}><Shown params={found.params} query={query} /></Guard>;
    }}</Here>
  );
}

// A page that fails does not take the frame along.
class Guard extends Component<{children: ComponentChildren}, {error: unknown}> {
  state = {error: null as unknown};
  static getDerivedStateFromError(error: unknown) { return {error}; }
  render() {
    return this.state.error === null ? this.props.children : <Failed error={this.state.error} again={() => this.setState({error: null})} />;
  }
}

const Missing = () => <Page title={t('missing.title')}><p>{t('missing.text')}</p></Page>;
const Forbidden = () => <Page title={t('forbidden.title')}><p>{t('forbidden.text')}</p></Page>;
