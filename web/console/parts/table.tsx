// A table that becomes a list of cards where there is no room, and fetches more when asked. The roles are
// written out because a browser forgets them with the layout.
import type {ComponentChildren} from 'preact';
import {t} from '../../ground/language';
import type {List} from './load';
import {Empty, Failed, Loading} from './states';

export interface Column<T> { head: string; cell: (row: T) => ComponentChildren; wide?: boolean; end?: boolean; hidden?: boolean }
interface RowsSettings<T> { rows: T[]; columns: Column<T>[]; name: string; rowKey: (row: T) => string; mark?: (row: T) => string }

export function Rows<T>({rows, columns, name, rowKey, mark}: RowsSettings<T>) {
  return (
    <div class="table-room">
      <table role="table" aria-label={name}>
        <thead role="rowgroup">
          <tr role="row">{columns.map((one) => (
            <th key={one.head} role="columnheader" scope="col" class={kind(one)}>
              {one.hidden ? <span class="unseen">{one.head}</span> : one.head}</th>))}</tr>
        </thead>
        <tbody role="rowgroup">{rows.map((row) => (
          <tr key={rowKey(row)} role="row" class={mark?.(row) ?? ''}>{columns.map((one) => (
            <td key={one.head} role="cell" class={kind(one)} data-label={one.hidden ? '' : one.head}>{one.cell(row)}</td>))}</tr>))}
        </tbody>
      </table>
    </div>
  );
}

const kind = <T,>(column: Column<T>): string => [column.wide ? 'wide' : '', column.end ? 'end' : ''].filter(Boolean).join(' ');

// All states of a list that comes in pages.
export function Table<T>({of, empty, ...rest}: Omit<RowsSettings<T>, 'rows'> & {of: List<T>; empty?: ComponentChildren}) {
  if (of.state === 'loading' && of.items.length === 0) return <Loading />;
  if (of.state === 'failed' && of.items.length === 0) return <Failed error={of.error} again={of.again} />;
  if (of.items.length === 0) return <Empty>{empty}</Empty>;
  return (
    <>
      <Rows {...rest} rows={of.items} />
      {of.state === 'failed' && <Failed error={of.error} />}
      <p class="more">
        <span class="soft" role="status">{t(of.more ? 'list.some' : 'list.all', {count: of.items.length})}</span>
        {of.more && <button type="button" disabled={of.busy} onClick={of.more}>{t('list.more')}</button>}
      </p>
    </>
  );
}
