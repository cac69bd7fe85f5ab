// The pages of compliance, and the list of messages that other roles see too.
import type {Route} from '../router';
import './work.css';
import {Audit} from './audit';
import {Holds} from './holds';
import {Home} from './home';
import {MessagePage} from './message';
import {Messages} from './messages';
import {PatientPage} from './patient';
import {Patients} from './patients';

export const pages: Route[] = [
  {path: 'compliance', title: 'compliance.home.title', page: Home},
  {path: 'compliance/patients', title: 'compliance.nav.patients', nav: true, needs: ['consent.status'], page: Patients},
  {path: 'compliance/patients/:id', title: 'compliance.patient.title', needs: ['consent.status'], page: PatientPage},
  {path: 'compliance/holds', title: 'compliance.nav.holds', nav: true, needs: ['message.list'], page: Holds},
  {path: 'compliance/audit', title: 'compliance.nav.audit', nav: true, needs: ['audit.read'], page: Audit},
  {path: 'messages', title: 'compliance.nav.messages', needs: ['message.list'], page: Messages},
  {path: 'messages/:key', title: 'compliance.message.title', needs: ['message.list'], page: MessagePage},
];
