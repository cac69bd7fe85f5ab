// What is known of an item besides its content.
import type {Explained} from '../api';
import {CopyButton} from '../parts/copy';
import {Code, Foreign} from './foreign';
import {Contact, Kind, PatientRef, ProgressBadge} from './links';
import {When} from './time';
import {mediaWord, partWord, reasonName, say, sourceWord} from './words';

export function Facts({of}: {of: Explained}) {
  return (
    <dl class="facts narrow">
      <dt>{say('messages.what')}</dt><dd><Kind item={of} /></dd>
      <dt>{say('messages.progress')}</dt><dd><ProgressBadge progress={of.progress} /></dd>
      <dt>{say('message.patient')}</dt><dd><PatientRef reference={of.patient} /></dd>
      <dt>{say('message.contact')}</dt><dd><Contact item={of} /></dd>
      <dt>{say('message.came')}</dt><dd><When at={of.received_at} /></dd>
      {of.sent_at && <><dt>{say('message.sent')}</dt><dd><When at={of.sent_at} /></dd></>}
      <dt>{say('message.channel')}</dt><dd><Foreign>{of.channel}</Foreign> <span class="soft">({sourceWord(of.source)})</span></dd>
      {of.media.length > 0 && <><dt>{say('message.attachments')}</dt><dd>{of.media.map((one) => (
        <span key={one.part} class="line">{partWord(one.part)}: {mediaWord(one.state)}{one.reason && <span class="soft"> ({reasonName(one.reason)})</span>}</span>))}</dd></>}
      {of.resources.length > 0 && <><dt>{say('message.resources')}</dt><dd>{of.resources.map((one) => <span key={one} class="line"><Code>{one}</Code></span>)}</dd></>}
      {of.attempts > 0 && <><dt>{say('message.attempts')}</dt><dd>{of.attempts}</dd></>}
      <dt>{say('message.key')}</dt><dd><Code>{of.key}</Code> <CopyButton value={of.key} name={say('message.key')} /></dd>
    </dl>
  );
}
