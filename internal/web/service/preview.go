package service

import (
	"net/http"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/web/assets"
	"eerstelijn/internal/web/say"
	"eerstelijn/internal/web/ui"
)

// Preview shows a service as everybody would see it to who looks after it, also while it is not shown.
func (p Page) Preview(w http.ResponseWriter, r *http.Request) error {
	which, err := id.Parse[directory.ServiceID](r.PathValue("id"))
	if err != nil {
		return fault.Missing("Dit aanbod bestaat niet (meer).", "service not found")
	}
	s, err := p.Directory.Own(r.Context(), p.SignedIn(r), which)
	if err != nil {
		return err
	}
	owner, err := p.owner(r.Context(), s.Organization)
	if err != nil {
		return err
	}
	v := p.view(say.Dutch, &s, owner, false)
	if v.teams, err = p.teams(r.Context(), &s); err != nil {
		return err
	}
	if err := p.room(r.Context(), &v, &s, false); err != nil {
		return err
	}
	v.preview, v.live.Feed = true, ""
	v.frame = p.Frame(r, "Voorbeeld: "+s.Name)
	v.frame.Crumbs = []ui.Link{{Text: "Ons aanbod", Href: "/werk/aanbod"}, {Text: s.Name, Href: "/werk/aanbod/" + string(s.ID)}, {Text: "Voorbeeld"}}
	v.frame.Scripts = append(v.frame.Scripts, assets.MapScript)
	return p.Render(w, r, http.StatusOK, page(v))
}
