// Package room is where people who work in the network see where there is room, and where whoever runs
// a service keeps its figures: the list of a region with its map, the screen of one offer, the file for
// many at once, the page behind a mailed link, and how far figures could be relied on.
//
// A button that says a figure says the whole of it: 'more' is a button worth 3 on a page that shows
// 2. Pressed twice it says the same twice. The page also sends which figure it showed; when that has
// changed since, nobody's figure is overwritten unseen (package figure).
//
// Start reading at list.go for who seeks room, and at offer.go for who has it.
package room
