// Package meeting is the meeting mode: what stands on the agenda, in the order of age and weight, and
// while people talk what they decide, the minutes and the tasks. When the meeting closes it is all there,
// on one page that prints.
//
// A decision on a bottleneck is an act of package bottleneck that names this meeting, and a line in the
// minutes of package meeting: the page asks for both, the first of them first. Start reading at mount.go.
package meeting
