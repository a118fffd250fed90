package bottleneck

import (
	"net/http"
	"strings"

	core "eerstelijn/internal/bottleneck"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/web/ui"
)

// roomTheme is what a request without a place is about, by the table of themes.
const roomTheme = "geen-plek"

// fromRequest fills in the form from a request for a place to which others said no: what was asked, how many
// were asked, and what they said. Of the person, and of what was written about them, nothing goes along.
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
	words, err := p.Placement.Tables(r.Context())
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
	said := map[string]int{}
	var order []string
	for _, i := range x.Invitations {
		if i.State != placement.Refused {
			continue
		}
		why := "nee"
		if d, ok := words.Decline(i.Reason); ok {
			why = d.Name
		}
		if said[why]++; said[why] == 1 {
			order = append(order, why)
		}
	}
	var b strings.Builder
	b.WriteString(ui.Amount(len(x.Invitations), "aanbieder is", "aanbieders zijn") + " gevraagd.")
	for _, why := range order {
		b.WriteString(" " + ui.Amount(said[why], "zei", "zeiden") + ": " + ui.Lower(why) + ".")
	}
	t.what = b.String()
	return nil
}
