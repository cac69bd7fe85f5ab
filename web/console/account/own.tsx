import {t} from '../../ground/language';
import {Page} from '../parts/page';
import {useSession} from '../session';
import {PasswordPanel, RecoveryPanel} from './factors';
import {Profile} from './profile';
import {OwnSessions} from './sessions';

export function OwnAccount() {
  const who = useSession();
  if (!who) return null;
  return (
    <Page title={t('area.account')} lead={t('account.roles', {roles: who.roles.map((role) => t(`words.role.${role}.name`)).join(', ')})}>
      <div class="columns">
        <Profile />
        <PasswordPanel />
      </div>
      <OwnSessions />
      <RecoveryPanel />
    </Page>
  );
}
