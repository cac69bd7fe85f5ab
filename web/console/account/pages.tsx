import type {Route} from '../router';
import {OwnAccount} from './own';
import {Authorize} from './authorize';

export const pages: Route[] = [
  {path: 'account', title: 'area.account', nav: true, page: OwnAccount},
  {path: 'authorize/:id', title: 'area.authorize', page: Authorize},
];
