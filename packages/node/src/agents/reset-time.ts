/**
 * Reads the time at which a usage limit ends, as agents write it: `resets 11:23am (UTC)`, `resets Nov 23, 9:23am (UTC)`,
 * `reset at 3pm (America/New_York)`, `try again at 3:42 PM`, `try again in 2 hours 5 minutes`, `reset after 5h12m`,
 * `resets Mon 9am`, `resets at 4:00 PM GMT+1`. A time without a date is its next occurrence after `now` (epoch ms);
 * without a zone it is in the zone of this machine. Null when none is shown.
 */
export function parseResetTime(text: string, now: number): Date | null {
  return parseDelay(text, now) ?? parseClock(text, now);
}

const unitMs: Record<string, number> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

function parseDelay(text: string, now: number): Date | null {
  const match = /(?:try again|resets?) (?:in|after) ((?:\d+(?:\.\d+)?\s*[a-z]+[ ,]*(?:and )?)+)/i.exec(text);
  if (match?.[1] === undefined) return null;
  let delayMs = 0;
  for (const [, amount = '0', unit = ''] of match[1].matchAll(/(\d+(?:\.\d+)?)\s*(ms\b|d|h|m|s)[a-z]*/gi)) {
    delayMs += Number(amount) * (unitMs[unit.toLowerCase()] ?? 0);
  }
  return delayMs === 0 ? null : new Date(now + delayMs);
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const clock =
  /(?:resets?|try again)(?: at| on)?\s+(?:(tomorrow|(?:sun|mon|tue|wed|thu|fri|sat)[a-z]*),?\s+(?:at )?)?(?:([a-z]{3})[a-z]* (\d{1,2})(?:st|nd|rd|th)?,?\s*(\d{4})?,?\s*(?:at )?)?(\d{1,2})(?::(\d{2}))?\s*(am|pm)?\b(?:\s*\(?([\w/+-]+)\)?)?/i;

function parseClock(text: string, now: number): Date | null {
  const match = clock.exec(text);
  if (match === null) return null;
  const [, weekday, monthName, day, year, hourText, minute = '0', half, zone] = match;
  if (half === undefined && match[6] === undefined) return null;
  const hour = (Number(hourText) % (half === undefined ? 24 : 12)) + (half?.toLowerCase() === 'pm' ? 12 : 0);
  const timeZone = knownZone(zone);
  const today = wallClock(now, timeZone);
  const month = monthName === undefined ? today.month : months.indexOf(monthName.toLowerCase());
  if (month < 0) return null;
  const at = (years: number, days: number): number =>
    epochOf(
      Date.UTC(
        (year === undefined ? today.year : Number(year)) + years,
        month,
        (day === undefined ? today.day : Number(day)) + days,
        hour,
        Number(minute),
      ),
      timeZone,
    );
  if (weekday !== undefined && monthName === undefined) {
    const days = daysUntil(weekday.toLowerCase(), today);
    return new Date(at(0, days) > now ? at(0, days) : at(0, days + 7));
  }
  if (at(0, 0) > now) return new Date(at(0, 0));
  if (monthName === undefined) return new Date(at(0, 1));
  /** A date months ago is next year's; a recent one is simply over. */
  return new Date(now - at(0, 0) > 182 * 86_400_000 && year === undefined ? at(1, 0) : at(0, 0));
}

function daysUntil(day: string, today: { year: number; month: number; day: number }): number {
  if (day === 'tomorrow') return 1;
  const weekday = new Date(Date.UTC(today.year, today.month, today.day)).getUTCDay();
  return (weekdays.indexOf(day.slice(0, 3)) - weekday + 7) % 7;
}

/** `Europe/Berlin`, `UTC`, `GMT+1`; undefined for any other word. */
function knownZone(name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  const [, sign, hours = '', minutes = '00'] = /^(?:GMT|UTC)([+-])(\d{1,2}):?(\d{2})?$/i.exec(name) ?? [];
  try {
    const timeZone = sign === undefined ? name : `${sign}${hours.padStart(2, '0')}:${minutes}`;
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

function wallClock(epochMs: number, timeZone: string | undefined) {
  const shown = new Date(epochMs + offsetMs(epochMs, timeZone));
  return { year: shown.getUTCFullYear(), month: shown.getUTCMonth(), day: shown.getUTCDate() };
}

/** Epoch ms of a wall-clock time given as if it were UTC. Twice, because the first guess may lie across a clock change. */
function epochOf(wallMs: number, timeZone: string | undefined): number {
  const guess = wallMs - offsetMs(wallMs, timeZone);
  return wallMs - offsetMs(guess, timeZone);
}

function offsetMs(epochMs: number, timeZone: string | undefined): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(epochMs);
  const get = (type: string): number => Number(parts.find((part) => part.type === type)?.value ?? 0);
  const shown = Date.UTC(
    get('year'),
    get('month') - 1,
    get('day'),
    get('hour'),
    get('minute'),
    get('second'),
  );
  return shown - Math.floor(epochMs / 1000) * 1000;
}
