// Who may what in the made-up clinic: the matrix that the service itself has.
import {readFileSync} from 'node:fs';

const {roles, permissions} = JSON.parse(readFileSync(new URL('../../../bridge/access/roles.json', import.meta.url), 'utf8'));
const order = ['yes', 'with-reason', 'second-person', 'own', 'masked', 'counters', 'no'];
const word = (grant) => (typeof grant === 'string' ? grant : Object.keys(grant)[0]);

export const roleNames = roles;
export const matrix = () => permissions.map(({name, grants}) =>
  ({permission: name, grants: Object.fromEntries(roles.map((role) => [role, word(grants[role])]))}));

export function grantsOf(own) {
  const all = {};
  for (const {permission, grants} of matrix()) {
    const best = order.find((grant) => own.some((role) => grants[role] === grant));
    if (best !== 'no') all[permission] = best;
  }
  return all;
}
