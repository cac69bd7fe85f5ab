import {t} from '../../ground/language';
import {Page} from '../parts/page';
import {enter} from './enter';
import {safeNext} from './next';
import {SignInForm} from './sign_in_form';

// `next`: where the person was going, here or on another page of this host.
export function SignIn({next}: {next: string | null}) {
  const there = safeNext(next);
  return (
    <Page title={t('signIn.title')} lead={t('signIn.lead')}>
      <SignInForm done={(session) => void enter(session).then(() => { if (there) location.assign(there); })} />
      <p class="soft foot">{t('signIn.lost')}</p>
    </Page>
  );
}
