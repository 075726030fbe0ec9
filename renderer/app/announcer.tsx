import { announcementStore } from '../state/announcements';
import { useStore } from '../state/store';

/** Says what happens to those who do not see it: a job's start, each tenth of it, its end. */
export function Announcer() {
  const { number, text } = useStore(announcementStore);
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      <span key={number}>{text}</span>
    </div>
  );
}
