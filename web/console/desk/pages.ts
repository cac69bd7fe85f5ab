// The pages of the front desk.
import type {Route} from '../router';
import '../compliance/work.css';
import './desk.css';
import {Queue} from './queue';

export const pages: Route[] = [{path: 'review', title: 'desk.title', needs: ['identity.resolve'], page: Queue}];
