// Package appointment knows at which times people can come to a service: the free times that the provider's
// own software publishes, or somebody who works there.
//
// Nobody books here, and nothing here tells of a patient: a time leads to the provider's own page or phone.
//
// A publication is all that a service says, and replaces what it said before as a whole. Two at once leave
// the times of one of them, never a mix: each locks the service first (publish.go). A publication holds as
// long as it says itself, at most as long as a figure of room of that kind does (package capacity): after
// that its times are not shown as free, for a directory that lists times that went long ago is believed by
// nobody. A time that has begun is shown no more. Both go by the clock of whoever looks: nothing is written
// when a time passes, and no timer runs.
//
// Start reading at types.go, and then at [Service.Publish].
package appointment
