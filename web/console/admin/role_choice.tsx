// The roles with what each is for, in one sentence.
import {useId} from 'preact/hooks';
import {t} from '../../ground/language';
import type {Role} from '../api';

export const roles: Role[] = ['clinician', 'front-desk', 'compliance', 'auditor', 'integrator', 'admin'];

export function RoleChoice({chosen, choose, missing}: {chosen: Role[]; choose: (roles: Role[]) => void; missing: boolean}) {
  const id = useId();
  const turn = (role: Role, on: boolean): void => choose(on ? [...chosen, role] : chosen.filter((one) => one !== role));
  return (
    <fieldset class="spread" aria-describedby={missing ? id : undefined}>
      <legend>{t('people.roles')}</legend>
      {roles.map((role) => (
        <label key={role} class="tick">
          <input type="checkbox" checked={chosen.includes(role)} onChange={(event) => turn(role, event.currentTarget.checked)} />
          <span><strong>{t(`words.role.${role}.name`)}</strong><span class="soft">{t(`words.role.${role}.what`)}</span></span>
        </label>))}
      {missing && <p class="field-fault whole" id={id} role="alert">{t('people.noRole')}</p>}
    </fieldset>
  );
}
