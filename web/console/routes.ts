// The areas of the console, who sees them, and where their pages are. An area's pages come as a file of
// their own when it is first opened; each exports `pages: Route[]`, with paths that begin with the area's.
import type {Route} from './router';
import {mayAny} from './session';

export interface Area {
  path: string;     // the first part of its addresses
  title: string;    // key of its words
  needs: string[];  // one of these permissions shows it in the navigation; none: everybody who is signed in.
                    // Who may open a page is said by the page.
  load: () => Promise<Route[]>;
}

const compliance = async (): Promise<Route[]> => (await import('./compliance/pages')).pages;
const desk = async (): Promise<Route[]> => (await import('./desk/pages')).pages;
const account = async (): Promise<Route[]> => (await import('./account/pages')).pages;

export const areas: Area[] = [
  {path: 'compliance', title: 'area.compliance', needs: ['consent.evidence'], load: compliance},
  {path: 'review', title: 'area.review', needs: ['identity.resolve'], load: desk},
  {path: 'messages', title: 'area.messages', needs: ['message.list'], load: async () => [...await compliance(), ...await desk()]},
  {path: 'integrator', title: 'area.integrator', needs: ['health.read', 'connectors.read'],
   load: async () => (await import('./integrator/pages')).pages},
  {path: 'admin', title: 'area.admin', needs: ['accounts.manage', 'tokens.manage'],
   load: async () => (await import('./admin/pages')).pages},
  {path: 'account', title: 'area.account', needs: [], load: account},
  {path: 'authorize', title: 'area.authorize', needs: [], load: account},
];

// Not in the navigation: reached by a link from elsewhere.
const apart = ['authorize'];

const open = (needs: string[]): boolean => needs.length === 0 || mayAny(needs);
export const visible = (): Area[] => areas.filter((one) => !apart.includes(one.path) && open(one.needs));
export const areaOf = (path: string): Area | undefined => areas.find((one) => one.path === path.split('/')[0]);
export const allowed = (one: {needs?: string[]}): boolean => open(one.needs ?? []);
