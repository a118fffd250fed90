// Package history writes five years of a country's cooperation into an empty database: regions and
// wijkverbanden that change, bodies and mandates that begin and end, agreements in each state, bottlenecks
// that went up and came back, meetings. It writes the rows that the acts write, without the acts: those
// of five years would take days.
//
// It is there to measure with, and everything is drawn from a seed. Names are numbers, so that nobody takes
// them for real ones.
//
// Start reading at [Fill].
package history
