// Package directory is the social map (sociale kaart): which service an organisation offers, where,
// when, for whom, at what cost, and how to reach it, with the moment at which that was last checked.
//
// Searching is not done here but in package finding, which holds the whole directory in memory.
// Room and waiting times are in package capacity.
//
// Start reading at types.go for the things, and at service.go for what people do.
package directory
