package app

import (
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fhir/bulk"
	"eerstelijn/internal/fhir/param"
	"eerstelijn/internal/fhir/rest"
	"eerstelijn/internal/fhir/slot"
)

// times is the face of FHIR on when people can come.
func (a *App) times(now clock.Clock) *slot.Face {
	return slot.New(slot.Deps{Appointments: a.Appointments, Directory: a.Directory, Journal: a.Resources, Tables: a.Rendering.Tables, Config: rendered, Now: now})
}

// liveTypes are the types of the FHIR face that are rendered when they are read.
func liveTypes(f *slot.Face) (all []rest.Live) {
	for i := range param.Apart {
		all = append(all, rest.Live{Type: &param.Apart[i], Read: f.Read, Search: f.Search})
	}
	return all
}

// movingFiles are those of the types that are rendered when they are read.
func movingFiles(f *slot.Face) *bulk.Moving {
	return &bulk.Moving{Types: slot.Types, Lines: f.Lines, Now: f.Now}
}
