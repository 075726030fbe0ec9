import type { MenuCommand } from '../../shared/ipc/contract';
import type { Job } from '../../shared/model/job';
import { announce, announcementFor } from './announcements';
import { on } from './bridge';
import { startClock } from './clock';
import { refreshContainers } from './containers';
import { refreshEngines } from './engines';
import { refreshImages, refreshUsage } from './images';
import { noticeEndOf } from './job-notices';
import { applyJob, isActive, jobsStore, refreshJobs } from './jobs';
import { readyOr } from './loadable';
import { leaveAllNotices } from './notices';
import { loadSettings, refreshAppInfo, settingsStore, t } from './settings';

/** Reads everything once, then follows events. Returns what ends it. */
export function startState(onCommand: (command: MenuCommand) => void): () => void {
  void loadSettings();
  void refreshAppInfo();
  void refreshEngines();
  void refreshImages();
  void refreshContainers();
  void refreshJobs();
  const ends = [
    startClock(),
    on('images.changed', () => void refreshImages()),
    on('containers.changed', () => void refreshContainers()),
    on('settings.changed', (settings) => settingsStore.set(settings)),
    on('engines.changed', enginesChanged),
    on('jobs.changed', followJob),
    on('menu.command', (event) => onCommand(event.command)),
  ];
  window.addEventListener('pagehide', leaveAllNotices);
  return () => {
    window.removeEventListener('pagehide', leaveAllNotices);
    for (const end of ends) end();
  };
}

/** Reads everything again that could not be read. */
export function retryAll(): void {
  void refreshAppInfo();
  void refreshImages();
  void refreshContainers();
  void refreshJobs();
}

/** A connection that came back may bring another answer to everything. */
function enginesChanged(): void {
  void refreshEngines();
  void refreshAppInfo();
}

function followJob(job: Job): void {
  const before = readyOr(jobsStore.get(), []).find((other) => other.id === job.id);
  const text = announcementFor(before, job, t);
  if (text !== null) announce(text);
  applyJob(job, Date.now());
  if (isActive(job) || (before !== undefined && !isActive(before))) return;
  noticeEndOf(job);
  // Freed or taken space is no change of the list of images.
  void refreshUsage();
}
