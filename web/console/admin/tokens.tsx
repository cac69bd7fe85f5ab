// API tokens: for programs, with one role and an end.
import {useState} from 'preact/hooks';
import {t} from '../../ground/language';
import type {NewToken, Page as PageOf, Person, Token} from '../api';
import {api} from '../client';
import {Copyable} from '../parts/copy';
import {Confirm, Dialog} from '../parts/dialog';
import {Choose, Field} from '../parts/field';
import {useList, useLoad} from '../parts/load';
import {Page, Panel} from '../parts/page';
import {Badge} from '../parts/states';
import {Table} from '../parts/table';
import {When} from '../parts/when';
import {may, session} from '../session';
import {roles} from './role_choice';

type Doing = {what: 'make'} | {what: 'shown'; token: string} | {what: 'revoke'; token: Token} | null;

export function Tokens() {
  const list = useList<Token>('/tokens');
  const nameOf = useNames();
  const [doing, setDoing] = useState<Doing>(null);
  const close = (): void => setDoing(null);
  const revoke = async (one: Token): Promise<void> => {
    await api.del(`/tokens/${encodeURIComponent(one.id)}`);
    list.again();
  };
  return (
    <Page title={t('tokens.title')} lead={t('tokens.lead')}
          actions={<button type="button" class="main" onClick={() => setDoing({what: 'make'})}>{t('tokens.make')}</button>}>
      <Panel>
        <Table of={list} name={t('tokens.title')} empty={t('tokens.none')} rowKey={(one) => one.id} mark={(one) => (live(one) ? '' : 'off')} columns={[
          {head: t('tokens.name'), cell: (one) => <strong><bdi>{one.name}</bdi></strong>},
          {head: t('tokens.role'), cell: (one) => <Badge>{t(`words.role.${one.role}.name`)}</Badge>},
          {head: t('tokens.madeBy'), cell: (one) => <bdi>{nameOf(one.made_by)}</bdi>},
          {head: t('tokens.made'), cell: (one) => <When at={one.created} />},
          {head: t('tokens.until'), cell: (one) => <When at={one.until} />},
          {head: t('list.actions'), hidden: true, end: true, cell: (one) => (live(one)
            ? <button type="button" class="small danger" onClick={() => setDoing({what: 'revoke', token: one})}>{t('tokens.revoke')}<span class="unseen">: {one.name}</span></button>
            : <Badge tone="bad">{t(one.revoked ? 'tokens.revoked' : 'tokens.over')}</Badge>)},
        ]} />
      </Panel>
      {doing?.what === 'make' && <MakeToken close={close} done={(token) => { list.again(); setDoing({what: 'shown', token}); }} />}
      {doing?.what === 'shown' && (
        <Dialog title={t('tokens.shown')} close={close} blocking>
          <p><Copyable value={doing.token} name={t('tokens.shown')} /></p>
          <p class="notice warn">{t('tokens.once')}</p>
          <div class="actions"><button type="button" class="main" onClick={close}>{t('link.done')}</button></div>
        </Dialog>)}
      {doing?.what === 'revoke' && (
        <Confirm title={t('tokens.revokeTitle')} action={t('tokens.revoke')} danger run={() => revoke(doing.token)} close={close}>
          <p><strong><bdi>{doing.token.name}</bdi></strong></p><p>{t('tokens.revokeText')}</p>
        </Confirm>)}
    </Page>
  );
}

// Tokens carry the id of whoever made them; names are for those who may see the accounts.
function useNames(): (id: string) => string {
  const people = useLoad(async () => (may('accounts.manage') ? (await api.get<PageOf<Person>>('/accounts')).items : []), 'names');
  return (id) => {
    if (id === 'cli') return t('tokens.cli');
    if (id === session()?.account.id) return session()?.account.display_name ?? '';
    const found = people.now.state === 'here' ? people.now.value.find((one) => one.id === id) : undefined;
    return found?.display_name ?? t('tokens.somebody');
  };
}

const live = (one: Token): boolean => one.revoked === null && Date.parse(one.until) > Date.now();

function MakeToken({close, done}: {close: () => void; done: (token: string) => void}) {
  const [name, setName] = useState('');
  const [role, setRole] = useState<string>('integrator');
  const [days, setDays] = useState('30');
  const run = async (): Promise<void> =>
    done((await api.post<NewToken>('/tokens', {name: name.trim(), role, days: Number(days)})).token);
  return (
    <Confirm title={t('tokens.make')} action={t('tokens.make')} run={run} done={() => undefined} close={close}>
      <div class="stack">
        <Field label={t('tokens.name')} hint={t('tokens.nameHint')} value={name} onValue={setName} autocomplete="off" required maxLength={80} dir="auto" />
        <Choose label={t('tokens.role')} hint={t(`words.role.${role}.what`)} value={role} onValue={setRole} choices={roles.map((one) => ({value: one, text: t(`words.role.${one}.name`)}))} />
        <Choose label={t('tokens.days')} value={days} onValue={setDays}
                choices={['1', '7', '30', '90'].map((one) => ({value: one, text: t('span.day', {count: Number(one)})}))} />
      </div>
    </Confirm>
  );
}
