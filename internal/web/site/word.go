package site

import (
	"eerstelijn/internal/directory"
	"eerstelijn/internal/web/say"
)

var modeNames = map[directory.Mode]string{
	directory.OnSite: say.Key("Op de locatie"), directory.HomeVisit: say.Key("Bij u thuis"), directory.Phone: say.Key("Per telefoon"),
	directory.Video: say.Key("Met beeldbellen"), directory.EConsult: say.Key("Via internet"), directory.Group: say.Key("In een groep"),
}

// Modes are the ways in which help is given, in the order in which people see them.
var Modes = []directory.Mode{directory.OnSite, directory.HomeVisit, directory.Phone, directory.Video, directory.EConsult, directory.Group}

// ModeName is a way of giving help in Dutch, ” for one that does not exist.
func ModeName(m directory.Mode) string { return modeNames[m] }
