import './integrator.css';
import type {Route} from '../router';
import {DeadLetters} from './dead_letters';
import {HealthPage} from './health';
import {Queues} from './queues';

const needs = ['connectors.read'];
export const pages: Route[] = [
  {path: 'integrator/health', title: 'health.title', nav: true, needs: ['health.read'], page: HealthPage},
  {path: 'integrator/queues', title: 'queues.title', nav: true, needs, page: Queues},
  {path: 'integrator/dead-letters', title: 'dead.title', nav: true, needs, page: DeadLetters},
];
