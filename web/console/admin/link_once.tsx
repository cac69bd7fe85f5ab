// A set-up link, shown this one time.
import {t} from '../../ground/language';
import {Copyable} from '../parts/copy';
import {Dialog} from '../parts/dialog';

export function LinkOnce({link, name, close}: {link: string; name: string; close: () => void}) {
  // Without a public address of its own the service names only the path.
  const whole = new URL(link, location.origin).href;
  return (
    <Dialog title={t('link.title')} close={close} blocking>
      <p>{t('link.text')} <strong><bdi>{name}</bdi></strong></p>
      <p><Copyable value={whole} name={t('link.title')} /></p>
      <p class="notice warn">{t('link.once')}</p>
      <div class="actions"><button type="button" class="main" onClick={close}>{t('link.done')}</button></div>
    </Dialog>
  );
}
