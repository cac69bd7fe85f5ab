// What each role may do, read from the service: the matrix it decides by, in words.
import {t} from '../../ground/language';
import type {Roles} from '../api';
import {api} from '../client';
import {useLoad} from '../parts/load';
import {Page, Panel} from '../parts/page';
import {Here} from '../parts/states';
import {Rows} from '../parts/table';
import {word} from '../parts/words';

// A name with a dot inside is one word in the message files.
const permissionWord = (permission: string): string => word('permission', permission);

export function RolesPage() {
  const {now, again} = useLoad(() => api.get<Roles>('/roles'), 'roles');
  return (
    <Page title={t('roles.title')} lead={t('roles.lead')}>
      <Here of={now} again={again}>{(matrix) => (
        <>
          <div class="cards">{matrix.roles.map((role) => (
            <section key={role} class="panel"><h2>{t(`words.role.${role}.name`)}</h2><p class="inline">{t(`words.role.${role}.what`)}</p></section>))}</div>
          <Panel title={t('roles.matrix')}>
            <Rows rows={matrix.rows.filter((row) => !row.permission.startsWith('never.'))} name={t('roles.matrix')} rowKey={(row) => row.permission} columns={[
              {head: t('roles.permission'), wide: true, cell: (row) => permissionWord(row.permission)},
              ...matrix.roles.map((role) => ({head: t(`words.role.${role}.name`), cell: (row: Roles['rows'][number]) => <Grant of={row.grants[role]} />})),
            ]} />
            <p class="soft foot">{t('roles.never')}</p>
          </Panel>
        </>)}</Here>
    </Page>
  );
}

function Grant({of}: {of: string | undefined}) {
  if (!of || of === 'no') return <span class="soft no-grant"><span aria-hidden="true">–</span><span class="unseen">{t('words.grant.no')}</span></span>;
  return <span class={of === 'yes' ? 'good-word' : 'part-word'}>{word('grant', of)}</span>;
}
