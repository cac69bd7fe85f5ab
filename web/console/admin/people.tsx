// Who works with the bridge: invite, change, disable, a new second factor.
import {useState} from 'preact/hooks';
import {t} from '../../ground/language';
import type {Person} from '../api';
import {useList} from '../parts/load';
import {Page, Panel} from '../parts/page';
import {Badge} from '../parts/states';
import {Table} from '../parts/table';
import {session} from '../session';
import {ChangePerson, DisablePerson, NewFactor} from './change_person';
import {Invite} from './invite';
import {LinkOnce} from './link_once';

type Doing = {what: 'invite'} | {what: 'change' | 'disable' | 'factor'; person: Person} | {what: 'link'; link: string; name: string} | null;

export function People() {
  const list = useList<Person>('/accounts');
  const [doing, setDoing] = useState<Doing>(null);
  const close = (): void => setDoing(null);
  const put = (one: Person): void => list.change((all) => all.map((other) => (other.id === one.id ? {...other, ...one} : other)));
  return (
    <Page title={t('people.title')} lead={t('people.lead')}
          actions={<button type="button" class="main" onClick={() => setDoing({what: 'invite'})}>{t('people.invite')}</button>}>
      <Panel>
        <Table of={list} name={t('people.title')} rowKey={(one) => one.id} mark={(one) => (one.active ? '' : 'off')} columns={[
          {head: t('people.person'), cell: (one) => <><strong><bdi>{one.display_name}</bdi></strong><br /><span class="soft" dir="ltr">{one.name}</span></>},
          {head: t('people.roles'), cell: (one) => <span class="badges">{one.roles.map((role) => <Badge key={role}>{t(`words.role.${role}.name`)}</Badge>)}</span>},
          {head: t('people.state'), cell: (one) => <State of={one} />},
          {head: t('people.practitioner'), cell: (one) => (one.practitioner ? <code dir="ltr">{one.practitioner}</code> : <span class="soft">{t('people.noPractitioner')}</span>)},
          {head: t('list.actions'), hidden: true, end: true, cell: (one) => <Actions of={one} act={setDoing} />},
        ]} />
      </Panel>
      {doing?.what === 'invite' && <Invite close={close} done={(person, link) => {
        list.change((all) => [...all, person]);
        setDoing({what: 'link', link, name: person.display_name});
      }} />}
      {doing?.what === 'change' && <ChangePerson person={doing.person} close={close} done={put} again={list.again} />}
      {doing?.what === 'disable' && <DisablePerson person={doing.person} close={close} done={put} />}
      {doing?.what === 'factor' && <NewFactor person={doing.person} close={close} done={(link) => setDoing({what: 'link', link, name: doing.person.display_name})} />}
      {doing?.what === 'link' && <LinkOnce link={doing.link} name={doing.name} close={close} />}
    </Page>
  );
}

function State({of: one}: {of: Person}) {
  if (!one.active) return <Badge tone="bad">{t('people.disabled')}</Badge>;
  return one.enrolled ? <Badge tone="good">{t('people.active')}</Badge> : <Badge tone="warn">{t('people.invited')}</Badge>;
}

// Nobody changes their own roles or locks themselves out.
function Actions({of: one, act}: {of: Person; act: (doing: Doing) => void}) {
  if (one.id === session()?.account.id) return <Badge>{t('people.you')}</Badge>;
  const whose = <span class="unseen">: {one.display_name}</span>;
  return (
    <span class="actions">
      <button type="button" class="small" onClick={() => act({what: 'change', person: one})}>{t('people.change')}{whose}</button>
      {one.active && <button type="button" class="small" onClick={() => act({what: 'factor', person: one})}>{t('people.factor')}{whose}</button>}
      <button type="button" class={one.active ? 'small danger' : 'small'} onClick={() => act({what: 'disable', person: one})}>
        {t(one.active ? 'people.disable' : 'people.enable')}{whose}</button>
    </span>
  );
}
