// Package signal lets figures of the platform report what goes wrong by themselves: a wait above the norm,
// refusals, bridging, a night without anybody to call, entries that nobody confirms, a wijkverband that
// is not manned.
//
// A rule is data: what it measures, above which share it speaks and for how many weeks. Every measure is
// a number of cases out of a number of cases, so that each signal says over how many it speaks, from when
// until when, and where that comes from ([Figure]). Few cases never speak.
//
// What happened is read with its dates, so that a rule can be tried on the past before it is saved
// ([Service.DryRun]). Each day [Service.Weigh] weighs the rules in force: one that speaks opens a bottleneck
// in its place, once; when the figure has fallen it proposes the ending to the reporters, and closes
// nothing itself. It speaks again there only after the figure has been low.
//
// Start reading at [Judge].
package signal
