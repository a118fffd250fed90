package peer

import (
	"context"
	"strings"
	"unicode/utf8"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/outward"
	"eerstelijn/internal/store"
)

const (
	mostName = 100
	mostText = 500
	mostURAs = 200
	wideURA  = 8
)

// check trims a new system and names every field that is wrong.
func (s *Service) check(ctx context.Context, tx *store.Tx, n *New) error {
	var fields []fault.Field
	bad := func(name, nl, en string) {
		fields = append(fields, fault.Field{Name: name, Text: fault.Text{NL: nl, EN: en}})
	}
	trim := func(text *string) { *text = strings.TrimSpace(*text) }
	for _, text := range []*string{&n.Name, &n.Base, &n.Notices, &n.Token, &n.Scope, &n.Client} {
		trim(text)
	}
	n.Base, n.Notices = strings.TrimRight(n.Base, "/"), strings.TrimRight(n.Notices, "/")
	if c := utf8.RuneCountInString(n.Name); c == 0 || c > mostName || !plain(n.Name) {
		bad("name", "Geef het systeem een naam van hooguit 100 tekens.", "expected a name of 1 to 100 characters")
	}
	for _, a := range []struct {
		field, address string
		needed         bool
	}{{"base", n.Base, true}, {"notices", n.Notices, false}, {"token", n.Token, false}} {
		if a.address == "" && !a.needed {
			continue
		}
		if text, wrong := addressFaults[outward.Weigh(a.address, s.Self(), s.Insecure)]; wrong {
			bad(a.field, text.NL, text.EN)
		}
	}
	if n.Client == "" || len(n.Client) > mostText || !plain(n.Client) {
		bad("client", "Vul het nummer in dat u van het andere systeem kreeg (client_id).", "expected the client_id that the other system gave")
	}
	if len(n.Scope) > mostText || !plain(n.Scope) {
		bad("scope", "Schrijf de rechten met een spatie ertussen, in hooguit 500 tekens.", "expected scopes, separated by spaces, of 500 characters at most")
	}
	if len(n.URAs) > mostURAs {
		bad("uras", "Noem hooguit 200 URA-nummers.", "expected 200 URA numbers at most")
	}
	for _, ura := range n.URAs {
		if len(ura) != wideURA || strings.Trim(ura, "0123456789") != "" {
			bad("uras", "Een URA-nummer heeft 8 cijfers. Zet een spatie tussen twee nummers.", "expected URA numbers of 8 digits, separated by spaces")
			break
		}
	}
	o, err := s.Network.OrganizationTx(ctx, tx, n.Organization)
	switch {
	case err != nil && fault.KindOf(err) != fault.NotFound:
		return err
	case err != nil:
		bad("organization", "Kies voor welke organisatie dit systeem is.", "expected an organization that is known here")
	case o.URA == "":
		bad("organization", "Deze organisatie heeft hier geen URA-nummer. Zonder dat weet een ander systeem niet wie zij is.", "the organization has no URA number here, by which others know it")
	}
	return fault.InvalidFields(fields...).OrNil()
}

// addressFaults are the words for an address that cannot be one of another system.
var addressFaults = map[outward.Fault]fault.Text{
	outward.Unreadable: {NL: "Geef het adres van het systeem, zoals https://zorg.voorbeeld.nl/fhir.", EN: "expected an address such as https://care.example/fhir"},
	outward.Own:        {NL: "Dit is ons eigen adres.", EN: "this is our own address"},
	outward.Unsealed:   {NL: "Het adres moet met https:// beginnen.", EN: "the address must begin with https://"},
	outward.Inside:     {NL: "Dit adres ligt binnen een eigen netwerk. Dat vragen we niet.", EN: "this address is within a private network, which is never asked"},
}

// plain tells whether a text is one line of text.
func plain(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f })
}
