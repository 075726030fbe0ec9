import type { EngineEvent } from '../../shared/model/event';
import { renderTemplate } from './template/render';

/** Docker's line of an event: time, type, action, id, and attributes in the order of their names. */
export function eventLine(event: EngineEvent): string {
  const attributes = Object.entries(event.attributes)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${value}`);
  const list = attributes.length === 0 ? '' : ` (${attributes.join(', ')})`;
  return `${localNanos(event.timeNanos)} ${event.type} ${event.action} ${event.id}${list}\n`;
}

/** The same as JSON or through a template. */
export function formattedEvent(event: EngineEvent, format: string): string {
  if (format === 'json' || /^\{\{\s*json \.\s*\}\}$/.test(format)) return jsonLine(event);
  const { type, action, id, attributes, timeNanos } = event;
  return `${renderTemplate(format, {
    Type: type,
    Action: action,
    Actor: { ID: id, Attributes: attributes },
    Status: hasStatus(event) ? action : '',
    ID: hasStatus(event) ? id : '',
    From: type === 'container' ? (attributes['image'] ?? '') : '',
    Scope: 'local',
    Time: wholeSeconds(timeNanos),
    TimeNano: timeNanos,
  })}\n`;
}

/** Older clients know these by fields of the event itself, and so their names come first. */
const hasStatus = ({ type }: EngineEvent) => type === 'container' || type === 'image';

function jsonLine(event: EngineEvent): string {
  const { type, action, id, attributes, timeNanos } = event;
  const sorted = Object.fromEntries(
    Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  const text = JSON.stringify({
    ...(hasStatus(event) ? { status: action, id } : {}),
    ...(type === 'container' ? { from: attributes['image'] ?? '' } : {}),
    Type: type,
    Action: action,
    Actor: { ID: id, Attributes: sorted },
    scope: 'local',
    time: Number(wholeSeconds(timeNanos)),
  });
  // More digits than a number holds.
  return `${text.slice(0, -1)},"timeNano":${timeNanos}}\n`;
}

const wholeSeconds = (nanos: string) => String(BigInt(nanos) / 1_000_000_000n);

/** RFC 3339 in the zone of this machine, always with nine digits of a fraction. */
function localNanos(nanos: string): string {
  const total = BigInt(nanos);
  const date = new Date(Number(total / 1_000_000n));
  const offset = -date.getTimezoneOffset();
  const local = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, 19);
  const fraction = String(total % 1_000_000_000n).padStart(9, '0');
  const two = (value: number) => String(Math.trunc(value)).padStart(2, '0');
  const size = Math.abs(offset);
  const zone = offset === 0 ? 'Z' : `${offset < 0 ? '-' : '+'}${two(size / 60)}:${two(size % 60)}`;
  return `${local}.${fraction}${zone}`;
}
