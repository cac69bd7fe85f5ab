// The versions of a patient's consents as a time line, the newest on top; withdrawals stand out.
import type {ConsentRecord} from '../api';
import {Code, Foreign} from './foreign';
import {inPlainWords, timeLine} from './plain';
import {date, exact} from './time';
import {PlainLine, StatusBadge} from './consent_view';
import {languageWord, say} from './words';

const tone = (record: ConsentRecord, former: boolean): string =>
  former ? 'former' : record.in_force ? 'good' : record.status === 'inactive' || record.status === 'rejected' ? 'bad' : 'plain';

export function TimeLine({current, history}: {current: ConsentRecord[]; history: ConsentRecord[]}) {
  return (
    <ol class="time-line">{timeLine(current, history).map(({record, former}) => {
      const at = record.changed ?? record.given;
      return (
        <li key={`${record.reference}/${record.version}`} class={tone(record, former)}>
          <p class="time-line-head">
            {at && <time dateTime={at} title={at.length > 10 ? exact(at) : at}>{date(at)}</time>}
            <StatusBadge of={record} former={former} />
            <Code>{record.reference}</Code> <span class="soft">{say('consent.version', {version: record.version})}</span>
          </p>
          <ul class="plain-words">{inPlainWords(record, former).map((line) => <PlainLine key={line.key} of={line} />)}</ul>
          {record.wording && <p class="soft">{say('consent.wording')}: <Foreign>{record.wording}</Foreign>{record.language && <> ({languageWord(record.language)})</>}</p>}
        </li>);
    })}</ol>
  );
}
