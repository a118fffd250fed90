// Package areamap is what the pages about areas share: maps of areas, where their figures come from,
// and how many services they hold.
//
// What is on a map is a list of pieces, each one or more areas drawn as one with the borders between
// them left out: a municipality, the wijken of a wijkverband, a whole region. The lines of a drawing
// depend on the atlas and the pieces alone, so they are kept as long as the atlas lives; classes,
// words and links are put on at each request.
//
// Start reading at [Draw].
package areamap
