// Package ui holds the parts that every web page is made of: the page around the content, buttons,
// fields, the marks of room and doubt, tables, maps and bars, and the Dutch way to write dates,
// numbers and telephone numbers.
//
// A part takes a struct named after it (TextField takes a Field, Map takes a MapView) or a few plain
// values; text is always text, never HTML. Nothing here knows of care, asks a database or decides
// anything. Parts have no margins of their own: an element with the class "flow" sets the rhythm of
// its children. The other classes a page may use:
//
//   - flow, cluster (a row that wraps), grid (cards), tiles (the ways in), split (a list and what
//     stands beside it; the list first)
//   - lead, muted, small, num (aligned figures), nobreak (a name or address that is not hyphenated)
//   - bare (a list without bullets), visually-hidden, print-only, no-print
//
// The look itself stands in the css folder of package assets, its values in theme.css there.
//
// Rules of the house that no compiler sees: one [Primary] button to a screen; a telephone number on
// every citizen's screen; every figure with its time, source and unit; colour never alone; a
// citizen's words go by POST; no inline style or script, since the content policy forbids both.
//
// Start reading at Page in page.templ; gallery_test.go shows every part.
package ui
