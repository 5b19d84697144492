// Reads a calendar from standard input with ical.js, and prints what it understood as JSON.
import ICAL from "ical.js";

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const text = Buffer.concat(chunks).toString("utf-8");

const calendar = new ICAL.Component(ICAL.parse(text));
const value = (name) => calendar.getFirstPropertyValue(name)?.toString() ?? null;
const events = calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  return {
    uid: event.uid,
    start: event.startDate.toJSDate().toISOString(),
    end: event.endDate.toJSDate().toISOString(),
    summary: event.summary,
    description: event.description,
    location: event.location,
    sequence: event.sequence,
    status: component.getFirstPropertyValue("status"),
    transp: component.getFirstPropertyValue("transp"),
    modified: component.getFirstPropertyValue("last-modified").toJSDate().toISOString(),
    alarms: component
      .getAllSubcomponents("valarm")
      .map((alarm) => alarm.getFirstPropertyValue("trigger").toSeconds()),
  };
});
console.log(
  JSON.stringify({
    name: value("name"),
    caption: value("x-wr-calname"),
    refresh: calendar.getFirstPropertyValue("refresh-interval").toSeconds(),
    color: value("color"),
    events,
  }),
);
