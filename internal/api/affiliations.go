package api

import (
	"time"

	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
)

// AffiliationBody says that a provider belongs to a discipline body.
type AffiliationBody struct {
	Provider network.OrganizationID `json:"provider" doc:"Id van de aanbieder."`
	Body     network.OrganizationID `json:"body" doc:"Id van de organisatie die voor de discipline spreekt."`
	SpanBody
}

type affiliation struct {
	ID mandate.AffiliationID `json:"id"`
	AffiliationBody
}

func showAffiliation(a *mandate.Affiliation) (affiliation, error) {
	return affiliation{a.ID, AffiliationBody{a.Provider, a.Body, spanBody(a.Span)}}, nil
}

type affiliationsInput struct {
	MomentQuery
	Region   string `query:"region" doc:"Slug van de regio waar de organisatie spreekt." example:"rivierenzoom"`
	Provider string `query:"provider" doc:"Id van een aanbieder."`
	Of       string `query:"body" doc:"Id van een organisatie van een discipline."`
}

// affiliations answers GET /affiliations.
func (s *server) affiliations(in *affiliationsInput, r request) (List[affiliation], error) {
	q, err := in.query(r)
	if err == nil {
		q.Region, err = s.regionOf(r, in.Region)
	}
	if err != nil {
		return List[affiliation]{}, err
	}
	q.Provider, q.Body = network.OrganizationID(in.Provider), network.OrganizationID(in.Of)
	found, err := s.Mandates.Affiliations(r, q)
	if err != nil {
		return List[affiliation]{}, err
	}
	return listed(found, showAffiliation)
}

type affiliationInput struct{ Body AffiliationBody }

// affiliate answers POST /affiliations.
func (s *server) affiliate(in *affiliationInput, r request) (out written[affiliation], err error) {
	a := mandate.Affiliation{Provider: in.Body.Provider, Body: in.Body.Body}
	if a.Span, err = in.Body.span(); err == nil {
		a, err = s.Mandates.Affiliate(r, r.actor(), a)
	}
	if err != nil {
		return out, err
	}
	out.Body, err = showAffiliation(&a)
	return out, err
}

// endAffiliation answers POST /affiliations/{id}/end.
func (s *server) endAffiliation(in *endInput, r request) (out written[affiliation], err error) {
	at, err := over1("at", in.Body.At, time.Time{})
	if err == nil {
		err = s.Mandates.EndAffiliation(r, r.actor(), mandate.AffiliationID(in.ID), at)
	}
	if err != nil {
		return out, err
	}
	found, err := s.Mandates.Affiliations(r, mandate.Query{ID: in.ID, Ended: true})
	if err != nil || len(found) == 0 {
		return out, err
	}
	out.Body, err = showAffiliation(&found[0])
	return out, err
}

// StandingBody says that a body may speak for a discipline.
type StandingBody struct {
	Body       network.OrganizationID `json:"body" doc:"Id van de organisatie."`
	Region     string                 `json:"region,omitempty" doc:"Slug of id van de regio; leeg: het land."`
	Discipline network.DisciplineCode `json:"discipline"`
	Evidence   string                 `json:"evidence,omitempty" maxLength:"2000" doc:"Waar het besloten is."`
	SpanBody
}

type standing struct {
	ID mandate.StandingID `json:"id"`
	StandingBody
}

func (t tables) standing(is *mandate.Standing) (standing, error) {
	f := mandate.Forum{Kind: mandate.RESV, Region: is.Region}
	if is.Region == "" {
		f.Kind = mandate.Nation
	}
	where, err := t.of(f)
	return standing{is.ID, StandingBody{is.Body, where.Region, is.Discipline, is.Evidence, spanBody(is.Span)}}, err
}

type standingsInput struct {
	MomentQuery
	Region string `query:"region" doc:"Slug van een regio." example:"rivierenzoom"`
	Of     string `query:"body" doc:"Id van een organisatie."`
}

// standings answers GET /standings.
func (s *server) standings(in *standingsInput, r request) (List[standing], error) {
	q, err := in.query(r)
	if err == nil {
		q.Region, err = s.regionOf(r, in.Region)
	}
	if err != nil {
		return List[standing]{}, err
	}
	q.Body = network.OrganizationID(in.Of)
	found, err := s.Mandates.Standings(r, q)
	if err != nil {
		return List[standing]{}, err
	}
	return listed(found, s.tables(r).standing)
}

type standingInput struct{ Body StandingBody }

// recognise answers POST /standings.
func (s *server) recognise(in *standingInput, r request) (out written[standing], err error) {
	b := in.Body
	is := mandate.Standing{Body: b.Body, Discipline: b.Discipline, Evidence: b.Evidence}
	if is.Span, err = b.span(); err == nil {
		is.Region, err = s.regionOf(r, b.Region)
	}
	if err == nil {
		is, err = s.Mandates.Recognise(r, r.actor(), is)
	}
	if err != nil {
		return out, err
	}
	out.Body, err = s.tables(r).standing(&is)
	return out, err
}

// endStanding answers POST /standings/{id}/end.
func (s *server) endStanding(in *endInput, r request) (out written[standing], err error) {
	at, err := over1("at", in.Body.At, time.Time{})
	if err == nil {
		err = s.Mandates.EndStanding(r, r.actor(), mandate.StandingID(in.ID), at, in.Body.Why)
	}
	if err != nil {
		return out, err
	}
	found, err := s.Mandates.Standings(r, mandate.Query{ID: in.ID, Ended: true})
	if err != nil || len(found) == 0 {
		return out, err
	}
	out.Body, err = s.tables(r).standing(&found[0])
	return out, err
}
