// Package capacity knows how much room services have: what an offer holds, what its owner said of it
// and when, what is held for people on their way, and how far the figure can be relied on.
//
// An offer is what can run out: beds of one kind, first appointments, hours a week. Whoever runs it
// says now and then how many are free: an observation, which is never altered. The newest one by the
// moment it was observed is the figure, and stands on the offer's row. A place that is given out is
// held until a moment; a hold ends once, and ends by itself when that moment passes.
//
// Three rules hold whatever happens at once:
//   - a stale or unknown figure is never room, limited or ageing (status.go);
//   - a hold is given only while the figure minus what is held leaves a place (hold.go);
//   - the figure on the row is the newest observation (say.go).
//
// How sure a figure is follows from its age, from how fast this provider's places go and from how
// often its yes came true (confidence.go).
//
// Start reading at types.go for the things, and at observe.go for what people do.
package capacity
