// Package place is where a place is asked for and found: the desk of a region, the form, where a
// request stands, the candidates, what is asked of a provider, what a citizen sees by their link, and
// the numbers that come of it all.
//
// Who may what is decided, and recorded, by package placement; a button that somebody may not use is
// not shown ([Page.may]). No page, title or address holds anything about the person: what identifies
// somebody stands on one page alone, after a provider accepted.
//
// A button posts and leads back with what happened (done.go). Pressed twice it does nothing twice: the
// acts of package placement take the same again as done, and the form for a new request carries the id
// that it will get.
//
// Start reading at mount.go.
package place
