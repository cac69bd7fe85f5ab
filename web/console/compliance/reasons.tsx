// Why messages stay out of the charts: one row per reason, the whole row leads to its messages.
import type {ReasonCount} from '../api';
import {leftText, pressOf} from './clock';
import {messagesHref} from './links';
import {reasonName, reasonWhy, say} from './words';

export function Reasons({groups, progress}: {groups: ReasonCount[]; progress: string}) {
  const now = Date.now();
  return (
    <ul class="reasons">{groups.map((group) => {
      const press = pressOf(group.first_deadline, now);
      return (
        <li key={group.reason}>
          <span class={`reason-count ${progress}`} aria-hidden="true">{group.count}</span>
          <div>
            <a class="reason-name" href={messagesHref({progress, reason: group.reason})}>
              {reasonName(group.reason)}<span class="unseen">: {say('home.count', {count: group.count})}</span></a>
            <p class="soft"><bdi>{reasonWhy(group.reason, group.reason_text)}</bdi></p>
            <p class="reason-foot">
              <span class="see" aria-hidden="true">{say('home.see')} <span class="arrow">→</span></span>
              {group.first_deadline && press !== 'past' && press !== 'none' && (
                <span class={press === 'urgent' ? 'left bad' : 'soft'}>{say('home.first_ends', {left: leftText(group.first_deadline, now)})}</span>)}
            </p>
          </div>
        </li>);
    })}</ul>
  );
}
