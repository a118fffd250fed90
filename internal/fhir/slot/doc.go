// Package slot shows in FHIR at which times people can come: a Schedule for each service that publishes times,
// and a Slot for each time ahead, as package appointment has them at the moment of reading.
//
// They stand in no journal. A time passes by the clock and goes when somebody takes it: a journal would keep
// for ever, version by version, what nobody asks for an hour later. So they have no history, and the number of
// a version is a digest of what it says. A Schedule is rendered with its Slots: none of them ever refers to
// what is not there yet.
//
// Both are public ([Face.Read], [Face.Search], and [Face.Lines] for files). A provider's own system writes
// them in one transaction ([Face.Transact]), which is the same act as in our own API: all times of a service,
// as a whole. Nobody books here.
package slot
