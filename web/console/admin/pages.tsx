import './admin.css';
import type {Route} from '../router';
import {Channels} from './channels';
import {People} from './people';
import {RolesPage} from './roles';
import {Tokens} from './tokens';

export const pages: Route[] = [
  {path: 'admin/people', title: 'people.title', nav: true, needs: ['accounts.manage'], page: People},
  {path: 'admin/roles', title: 'roles.title', nav: true, needs: ['accounts.manage'], page: RolesPage},
  {path: 'admin/tokens', title: 'tokens.title', nav: true, needs: ['tokens.manage'], page: Tokens},
  {path: 'admin/channels', title: 'channels.title', nav: true, needs: ['secrets.set'], page: Channels},
];
