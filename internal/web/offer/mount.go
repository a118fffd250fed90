package offer

import "eerstelijn/internal/web/site"

// Mount puts the pages at their paths.
func (p Page) Mount(handle func(pattern string, page site.Handler)) {
	handle("GET "+Path, p.List)
	handle("GET "+Path+"/nieuw", p.New)
	handle("POST "+Path+"/nieuw", p.Save)
	handle("GET "+Path+"/{id}", p.Edit)
	handle("POST "+Path+"/{id}", p.Save)
	handle("POST "+Path+"/{id}/toon", p.Show)
	handle("POST "+Path+"/{id}/verberg", p.Hide)
	handle("GET "+Path+"/{id}/geschiedenis", p.History)
	handle("POST "+Path+"/{id}/terug", p.Undo)
	handle("GET /werk/melding/{melding}", p.Report)
	handle("POST /werk/melding/{melding}", p.Answer)
	handle("POST /werk/melding/{melding}/bezig", p.Take)
}
