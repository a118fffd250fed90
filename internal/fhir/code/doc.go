// Package code holds what the Dutch specifications call things: identifier systems, code systems with their
// codes, and the canonical addresses of profiles.
//
// All of it is data, each table with the version and the source it was taken from, since these
// specifications still move: [Load] takes a folder of newer files in the place of the built-in ones. What
// the program itself names stands in system.go.
//
// The same system is written in several ways (an OID, an older address); [Set.System] gives the one that we
// write, so that what is read compares equal. Start reading at [Set].
package code
