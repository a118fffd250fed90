package bottleneck

import (
	"net/http"

	core "eerstelijn/internal/bottleneck"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/web/ui"
)

// roomTheme is what a request without a place is about, by the table of themes.
const roomTheme = "geen-plek"

// fromRequest fills in the form from a request for a place to which others said no: what sort of care was
// asked, and where. How many were asked and what they said would tell each of them who reports. Of the person,
// and of what was written about them, nothing goes along.
func (p Page) fromRequest(r *http.Request, t *telling) error {
	which, err := id.Parse[placement.RequestID](t.request)
	if err != nil {
		return fault.Missing("Deze aanvraag bestaat niet (meer).", "no such request")
	}
	x, err := p.Placement.Request(r.Context(), p.SignedIn(r), which)
	if err != nil {
		return err
	}
	tables, err := p.Capacity.Tables(r.Context())
	if err != nil {
		return err
	}
	name := string(x.Kind)
	if k, ok := tables.Kind(x.Kind); ok {
		name = ui.Lower(k.Name)
	}
	t.title = "Geen plek op tijd: " + name
	t.wijk, t.theme, t.often = string(x.Area), roomTheme, core.Once
	t.suffers = x.Groups
	t.what = "Er was geen plek op tijd. Wij hebben het aan andere aanbieders gevraagd."
	return nil
}
