package notice

import (
	"context"
	"fmt"
	"time"

	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/mail"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
)

// question is the mail with the link that answers.
func question(to, address string, until time.Time) mail.Message {
	return mail.Message{To: to, Subject: "Er staat een vraag voor u klaar", Until: until, Text: fmt.Sprintf(`Er staat een vraag voor u klaar.

Open de link, lees de vraag en kies ja of nee. U hoeft niet in te loggen.

%s

Antwoord vóór %s. De link werkt voor één antwoord.
Niemand vraagt u hier om een wachtwoord.
`, address, until.In(clock.Amsterdam).Format("02-01-2006, 15.04 uur"))}
}

// news is the mail that says that something changed, and not what. That nothing is asked any more is
// said, so that nobody has to look.
func news(to string, what placement.News, public string, until time.Time) mail.Message {
	if what == placement.NewsEnded {
		return mail.Message{To: to, Subject: "Een vraag aan u is gesloten", Until: until, Text: `Een vraag die wij u stuurden is gesloten. U hoeft niets meer te doen.
Hield u een plek vast? Dan is die weer vrij.
`}
	}
	return mail.Message{To: to, Subject: "Er staat een bericht voor u klaar", Until: until, Text: fmt.Sprintf(`Er is nieuws over een vraag om een plek.

Log in en kijk bij Plaatsing:

%s/werk/plaatsing

Niemand vraagt u om uw wachtwoord te mailen.
`, public)}
}

// providerTx gives the address of a provider for questions of colleagues: of the service, or else of the
// organisation; ” for none.
func (s *Service) providerTx(ctx context.Context, tx *act.Tx, service directory.ServiceID, o network.OrganizationID) (string, error) {
	found, err := s.Directory.ServiceTx(ctx, tx.Tx, service)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return "", err
	}
	for _, c := range found.Contacts {
		if c.Audience == directory.ForProfessional && c.Email != "" {
			return c.Email, nil
		}
	}
	return s.organizationTx(ctx, tx, o)
}

func (s *Service) organizationTx(ctx context.Context, tx *act.Tx, o network.OrganizationID) (string, error) {
	if o == "" {
		return "", nil
	}
	found, err := s.Network.OrganizationTx(ctx, tx.Tx, o)
	if err != nil && fault.KindOf(err) == fault.NotFound {
		return "", nil
	}
	return found.Email, err
}

// partyTx gives the address of whom news is for: the one who asked, where it is for the asker and they
// still work there, else the service or the organisation.
func (s *Service) partyTx(ctx context.Context, tx *act.Tx, told placement.Told) (string, error) {
	if i, ok := told.Request.Invitation(told.Invitation); ok && i.Organization == told.To {
		return s.providerTx(ctx, tx, i.Service, i.Organization)
	}
	if told.To == told.Request.Organization {
		who, there, err := s.Network.AtWorkTx(ctx, tx.Tx, network.PersonID(told.Request.Asker))
		if err != nil || there && who.Email != "" {
			return who.Email, err
		}
	}
	return s.organizationTx(ctx, tx, told.To)
}
