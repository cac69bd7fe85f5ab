// Why messages stay out of the charts: one row per reason, the whole row leads to its messages.
import type {Group} from './board';
import {leftText, pressOf} from './clock';
import {messageHref, messagesHref} from './links';
import {reasonName, reasonWhy, say} from './words';

export function Reasons({groups, progress}: {groups: Group[]; progress: string}) {
  const now = Date.now();
  return (
    <ul class="reasons">{groups.map((group) => {
      const press = pressOf(group.soonest, now);
      return (
        <li key={group.reason}>
          <span class={`reason-count ${progress}`} aria-hidden="true">{group.count}</span>
          <div>
            <a class="reason-name" href={group.only ? messageHref(group.only) : messagesHref({progress, reason: group.reason})}>
              {reasonName(group.reason)}<span class="unseen">: {say('home.count', {count: group.count})}</span></a>
            <p class="soft"><bdi>{reasonWhy(group.reason, group.text)}</bdi></p>
            <p class="reason-foot">
              <span class="see" aria-hidden="true">{say(group.only ? 'home.see_one' : 'home.see')} <span class="arrow">→</span></span>
              {group.soonest && press !== 'past' && press !== 'none' && (
                <span class={press === 'urgent' ? 'left bad' : 'soft'}>{say('home.first_ends', {left: leftText(group.soonest, now)})}</span>)}
            </p>
          </div>
        </li>);
    })}</ul>
  );
}
