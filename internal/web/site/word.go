package site

import "eerstelijn/internal/directory"

var modeNames = map[directory.Mode]string{
	directory.OnSite: "Op de locatie", directory.HomeVisit: "Bij u thuis", directory.Phone: "Per telefoon",
	directory.Video: "Met beeldbellen", directory.EConsult: "Via internet", directory.Group: "In een groep",
}

// Modes are the ways in which help is given, in the order in which people see them.
var Modes = []directory.Mode{directory.OnSite, directory.HomeVisit, directory.Phone, directory.Video, directory.EConsult, directory.Group}

// ModeName is a way of giving help in Dutch, ” for one that does not exist.
func ModeName(m directory.Mode) string { return modeNames[m] }
