package admin

import (
	"net/http"
	"strings"

	"eerstelijn/internal/fold"
	"eerstelijn/internal/network"
)

// organizationOf finds the one organisation that a URA, AGB or KvK number or a whole name means; ” when
// there is none or more than one.
func (p Page) organizationOf(r *http.Request, text string) (network.OrganizationID, error) {
	if fold.Text(text) == "" { // with nothing to look for all would be found
		return "", nil
	}
	q := network.OrganizationQuery{Name: text}
	if strings.Trim(text, "0123456789") == "" {
		q = network.OrganizationQuery{Number: text}
	}
	found, err := p.Network.Organizations(r.Context(), q)
	if err != nil {
		return "", err
	}
	if len(found) == 1 {
		return found[0].ID, nil
	}
	var only network.OrganizationID
	for _, o := range found {
		switch {
		case fold.Text(o.Name) != fold.Text(text):
		case only != "":
			return "", nil
		default:
			only = o.ID
		}
	}
	return only, nil
}

// aboutOrganization says why a form has no organisation: the capability knows only that there is none, not
// what was typed.
func aboutOrganization(wrong map[string]string, typed string, found network.OrganizationID) {
	switch {
	case wrong["organization"] == "" || found != "":
	case typed == "":
		wrong["organization"] = "Vul in om welke organisatie het gaat: het nummer, of de hele naam."
	default:
		wrong["organization"] = "Deze organisatie vinden wij niet, of er zijn er meer die zo heten. Probeer het URA-nummer."
	}
}
