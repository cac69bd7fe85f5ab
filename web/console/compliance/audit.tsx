// The audit: what was decided, changed and read; whether it is whole; and a copy of it.
import {useState} from 'preact/hooks';
import {type PageProps, stay} from '../router';
import {may} from '../session';
import {CsvButton} from '../parts/copy';
import {Field} from '../parts/field';
import {Page, Panel} from '../parts/page';
import {AuditTable} from './entries';
import {Verify} from './verify';
import {say} from './words';

export function Audit({query}: PageProps) {
  const about = query.get('about') ?? '';
  // Others see what they did themselves.
  const all = may('audit.read') === 'yes';
  const asked = about ? {about} : {};
  return (
    <Page title={say('audit.title')} lead={say(all ? 'audit.lead' : 'audit.lead_own')} actions={may('audit.export') && <CsvButton path="/audit" query={asked} file={say('audit.csv')} />}>
      {all && <Panel title={say('verify.title')}><Verify /></Panel>}
      <Panel title={say('audit.entries')}>
        <About key={about} of={about} />
        <AuditTable path="/audit" query={{...asked, limit: 25}} name={say('audit.entries')} empty={say('audit.none')} />
      </Panel>
    </Page>
  );
}

function About({of}: {of: string}) {
  const [text, setText] = useState(of);
  const run = (event: Event): void => {
    event.preventDefault();
    const about = text.trim();
    stay('compliance/audit', about ? {about} : {});
  };
  return (
    <form class="find-line about-line" role="search" onSubmit={run}>
      <Field label={say('audit.about')} hint={say('audit.about_hint')} value={text} onValue={setText} dir="ltr" autocomplete="off" spellcheck={false} maxLength={200} />
      <button type="submit">{say('action.search')}</button>
    </form>
  );
}
