package api

import (
	"net/http"
	"time"

	"eerstelijn/internal/agreement"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
)

// contractActs are the steps of an agreement. Signing asks for a mandate of the party and for nothing
// else; the capability says from where to where each step leads.
func (s *server) contractActs(of string) {
	creating(s, "/agreements", "draftAgreement", "Een afspraak voorstellen; er wordt nog niemand om een handtekening gevraagd", s.draftAgreement)
	write(s, http.MethodPut, of, "changeAgreement", "De voorgestelde tekst wijzigen: een nieuwe versie", s.changeAgreement)
	act := func(path, name, summary string, step func(in *agreementAct, r request, which agreement.ID) (agreement.Agreement, error)) {
		write(s, http.MethodPost, of+path, name, summary, func(in *agreementAct, r request) (written[agreementBody], error) {
			which, err := in.agreement()
			if err != nil {
				return written[agreementBody]{}, err
			}
			return s.wroteAgreement(r)(step(in, r, which))
		})
	}
	act("/offer", "offerAgreement", "De partijen om hun handtekening vragen", func(_ *agreementAct, r request, which agreement.ID) (agreement.Agreement, error) {
		return s.Agreements.Offer(r, r.actor(), which)
	})
	act("/sign", "signAgreement", "Tekenen namens een partij, met een mandaat van die partij", func(in *agreementAct, r request, which agreement.ID) (agreement.Agreement, error) {
		return s.Agreements.Sign(r, r.actor(), which, in.Body.Party, in.Body.Version)
	})
	act("/object", "objectAgreement", "Bezwaar maken tegen een onderdeel", func(in *agreementAct, r request, which agreement.ID) (agreement.Agreement, error) {
		return s.Agreements.Object(r, r.actor(), which, in.Body.Party, in.Body.Clause, in.Body.Words)
	})
	act("/settle", "settleObjection", "Een bezwaar intrekken", func(in *agreementAct, r request, _ agreement.ID) (agreement.Agreement, error) {
		return s.Agreements.Settle(r, r.actor(), in.Body.Objection, in.Body.Words)
	})
	act("/accede", "accedeAgreement", "Meedoen aan een afspraak die al geldt", func(in *agreementAct, r request, which agreement.ID) (agreement.Agreement, error) {
		return s.Agreements.Accede(r, r.actor(), which, in.Body.Party, in.Body.Version)
	})
	act("/consult", "consultMembers", "De leden van een partij vragen wat zij vinden", func(in *agreementAct, r request, which agreement.ID) (agreement.Agreement, error) {
		until, err := over1("until", in.Body.Until, time.Time{})
		if err != nil {
			return agreement.Agreement{}, err
		}
		return s.Agreements.Consult(r, r.actor(), which, in.Body.Party, until, in.Body.Words)
	})
	act("/review", "reviewAgreement", "Een afspraak opnieuw laten bekijken", func(in *agreementAct, r request, which agreement.ID) (agreement.Agreement, error) {
		return s.Agreements.Review(r, r.actor(), which, in.Body.Words)
	})
	act("/resume", "resumeAgreement", "Een afspraak weer laten gelden", func(in *agreementAct, r request, which agreement.ID) (agreement.Agreement, error) {
		return s.Agreements.Resume(r, r.actor(), which, in.Body.Words)
	})
	act("/leave", "leaveAgreement", "Met een partij uit een afspraak stappen, meteen", func(in *agreementAct, r request, which agreement.ID) (agreement.Agreement, error) {
		return s.Agreements.Leave(r, r.actor(), which, in.Body.Party, in.Body.Words)
	})
	act("/end", "endAgreement", "Zeggen dat een afspraak mag stoppen, nu of later; zij stopt als elke partij dat zei", func(in *agreementAct, r request, which agreement.ID) (agreement.Agreement, error) {
		at, err := over1("until", in.Body.Until, time.Time{})
		if err != nil {
			return agreement.Agreement{}, err
		}
		return s.Agreements.End(r, r.actor(), which, in.Body.Words, at)
	})
	act("/publish", "publishAgreement", "Namens een partij zeggen of iedereen haar mag lezen", func(in *agreementAct, r request, which agreement.ID) (agreement.Agreement, error) {
		return s.Agreements.Publish(r, r.actor(), which, in.Body.Party, in.Body.Yes)
	})
	act("/withdraw", "withdrawAgreement", "Een voorstel intrekken", func(in *agreementAct, r request, which agreement.ID) (agreement.Agreement, error) {
		return s.Agreements.Withdraw(r, r.actor(), which, in.Body.Words)
	})
	write(s, http.MethodPost, of+"/amend", "amendAgreement", "Een nieuwe versie voorstellen van een afspraak die geldt", s.amendAgreement)
	write(s, http.MethodPost, of+"/advise", "adviseAgreement", "Als lid zeggen wat u vindt", s.adviseAgreement)
}

// agreementAct is what a step may ask for; each takes what it needs.
type agreementAct struct {
	AgreementPath
	Body struct {
		Party     network.OrganizationID `json:"party,omitempty" doc:"Voor wie: bij sign, object, accede, consult, leave en publish."`
		Version   int                    `json:"version,omitempty" doc:"Die u las: bij sign en accede."`
		Clause    string                 `json:"clause,omitempty" doc:"Nummer van het onderdeel: bij object."`
		Objection agreement.ObjectionID  `json:"objection,omitempty" doc:"Bij settle."`
		Words     string                 `json:"words,omitempty" doc:"De reden, het bezwaar of de vraag."`
		Until     *string                `json:"until" required:"false" format:"date-time" doc:"Bij consult: tot wanneer; bij end: per wanneer, zonder is het nu."`
		Yes       bool                   `json:"yes,omitempty" doc:"Bij publish."`
	}
}

// AgreementDraft is what somebody proposes. It is exported because huma documents no other embedded struct.
type AgreementDraft struct {
	Kind agreement.Kind `json:"kind" example:"bridging" doc:"Code uit /agreement-kinds."`
	ForumBody
	Subject  string                   `json:"subject,omitempty" doc:"Code uit /mandate-subjects; zonder die van de soort."`
	Title    string                   `json:"title"`
	Parent   agreement.ID             `json:"parent,omitempty" doc:"De afspraak van een hoger niveau die zij uitwerkt."`
	Template string                   `json:"template,omitempty" doc:"Code uit /agreement-templates."`
	Parties  []network.OrganizationID `json:"parties"`
	AgreementWords
	Why    string                   `json:"why,omitempty" doc:"Waarom er een nieuwe versie is: bij amend."`
	Open   bool                     `json:"open,omitempty" doc:"Anderen kunnen later meedoen."`
	Grants []network.OrganizationID `json:"grants,omitempty" doc:"Zorgverzekeraars die de aantallen zien."`
}

func (s *server) draftOf(r request, in *AgreementDraft) (d agreement.Draft, err error) {
	d = agreement.Draft{Kind: in.Kind, Subject: in.Subject, Title: in.Title, Parent: in.Parent, Template: in.Template, Parties: in.Parties, Open: in.Open, Grants: in.Grants}
	if d.Forum, err = s.forumOf(r, in.Forum, in.Region, in.Wijkverband); err == nil {
		d.Body, err = in.body()
	}
	return d, err
}

type draftAgreementInput struct{ Body AgreementDraft }

// draftAgreement answers POST /agreements.
func (s *server) draftAgreement(in *draftAgreementInput, r request) (written[agreementBody], error) {
	d, err := s.draftOf(r, &in.Body)
	if err != nil {
		return written[agreementBody]{}, err
	}
	out, err := s.wroteAgreement(r)(s.Agreements.Draft(r, r.actor(), d))
	if err == nil {
		out.Location = base + "/agreements/" + string(out.Body.ID)
	}
	return out, err
}

type changeAgreementInput struct {
	AgreementPath
	IfMatch string `header:"If-Match" doc:"De ETag van wat u las. Zonder is het antwoord 428, met een oude 412."`
	Body    AgreementDraft
}

// changeAgreement answers PUT /agreements/{id}.
func (s *server) changeAgreement(in *changeAgreementInput, r request) (written[agreementBody], error) {
	which, edit, d, err := s.changed(r, in)
	if err != nil {
		return written[agreementBody]{}, err
	}
	return s.wroteAgreement(r)(s.Agreements.Change(r, r.actor(), which, edit, d))
}

func (s *server) changed(r request, in *changeAgreementInput) (which agreement.ID, edit int64, d agreement.Draft, err error) {
	if which, err = in.agreement(); err != nil {
		return which, 0, d, err
	}
	if edit, err = expectedVersion(in.IfMatch); err != nil {
		return which, 0, d, err
	}
	d, err = s.draftOf(r, &in.Body)
	return which, edit, d, err
}

// amendAgreement answers POST /agreements/{id}/amend.
func (s *server) amendAgreement(in *changeAgreementInput, r request) (written[agreementBody], error) {
	which, edit, d, err := s.changed(r, in)
	if err != nil {
		return written[agreementBody]{}, err
	}
	return s.wroteAgreement(r)(s.Agreements.Amend(r, r.actor(), which, edit, d, in.Body.Why))
}

type adviseInput struct {
	AgreementPath
	Body struct {
		Consultation string `json:"consultation" doc:"Id van de vraag aan de leden."`
		Yes          bool   `json:"yes"`
		Words        string `json:"words,omitempty" doc:"Nodig bij een nee."`
	}
}

// adviseAgreement answers POST /agreements/{id}/advise.
func (s *server) adviseAgreement(in *adviseInput, r request) (out written[struct{}], err error) {
	which, err := id.Parse[agreement.ConsultationID](in.Body.Consultation)
	if err != nil {
		return out, err
	}
	return out, s.Agreements.Advise(r, r.actor(), which, agreement.Advice{Yes: in.Body.Yes, Words: in.Body.Words})
}
