package demo

import (
	"context"
	"time"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
)

// Elsewhere is what somebody on the platform of a region next door asks of a provider of here.
type Elsewhere struct {
	Asker, Provider network.Organization
	Questions       []ElsewhereQuestion
}

// ElsewhereQuestion is one thing that is asked there, in the words of that platform.
type ElsewhereQuestion struct {
	What, Kind, Where, Note string
	Priority                string // of FHIR
	Details                 []string
	Needs                   [][2]string
	Term, Begin             time.Duration // within which an answer is needed, and a beginning
}

// Others know an organisation by its URA number alone. These two are the last that eight digits can write, which
// a register that counts up has not given to anybody.
const (
	askerURA    = "99999998"
	providerURA = "99999999"
)

var fromElsewhere = []ElsewhereQuestion{
	{What: "Kort verblijf met meer zorg (ELV hoog)", Kind: "Een plek", Where: "Turfwaard", Priority: "urgent", Details: []string{"Van ziekenhuis naar zorg"},
		Needs: [][2]string{{"Kan de persoon lopen?", "Met een rollator"}, {"Is er ’s nachts zorg nodig?", "Soms"}, {"Is er begeleiding nodig bij verwardheid?", "Nee"}},
		Note:  "Mag morgen het ziekenhuis uit. De dochter woont bij u in de buurt.", Term: 6 * time.Hour, Begin: 48 * time.Hour},
	{What: "Logeren, zodat de mantelzorger rust krijgt", Kind: "Een plek", Where: "Turfwaard", Priority: "routine", Details: []string{"Van huis naar zorg", "Voor twee weken"},
		Needs: [][2]string{{"Kan de persoon lopen?", "Ja, zelf"}, {"Is er ’s nachts zorg nodig?", "Nee"}},
		Note:  "De mantelzorger wordt zelf geopereerd.", Term: 3 * 24 * time.Hour, Begin: 20 * 24 * time.Hour},
}

// AskElsewhere makes the organisation that asks, and lets both be known by a number, also after a visitor took or
// changed it. false where the provider is not there: the national set has other ones.
func AskElsewhere(ctx context.Context, n *network.Service) (e Elsewhere, there bool, err error) {
	defer fault.Wrap(&err, "demo.AskElsewhere")
	e.Questions = fromElsewhere
	e.Provider, err = n.Organization(ctx, id.From[network.OrganizationID]("demo", "organization", veerstoep))
	if err != nil {
		if fault.KindOf(err) == fault.NotFound {
			err = nil
		}
		return e, false, err
	}
	const asks = "Huisartsenpraktijk Turfwaard"
	e.Asker = network.Organization{ID: id.From[network.OrganizationID]("demo", "organization", asks), Kind: network.Provider, Name: asks, Discipline: "huisartsenzorg", URA: askerURA,
		Website: "https://" + network.Slug(asks) + ".example/", Phone: phones{}.of("organization " + asks), Email: "info@" + network.Slug(asks) + ".example"}
	stands, err := n.Organization(ctx, e.Asker.ID)
	switch {
	case err == nil:
		e.Asker = stands
	case fault.KindOf(err) != fault.NotFound:
		return e, true, err
	}
	if err != nil || e.Asker.URA != askerURA { // by which the other system was said to speak for it
		e.Asker.URA = askerURA
		if _, err = n.SaveOrganization(ctx, actor, e.Asker); err != nil {
			return e, true, err
		}
	}
	if e.Provider.URA != "" && e.Provider.URA != askerURA {
		return e, true, nil
	}
	e.Provider.URA = providerURA
	_, err = n.SaveOrganization(ctx, actor, e.Provider)
	return e, true, err
}
