// Package app is the only wiring: configuration → database → capabilities → faces → jobs. It starts
// them in order and stops them in reverse, and decides nothing itself.
//
// Start reading at [Open] and [App.Serve].
package app
