package api

import (
	"errors"
	"net/http"
	"time"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
)

// PlacementDraft is what somebody asks, as it is sent and read back: codes, and nothing that says who
// it is about. It is exported because huma documents no other embedded struct.
type PlacementDraft struct {
	Ask        placement.Ask            `json:"ask" enum:"care,place,advice" doc:"Zorg, een plek, of een collega die meekijkt (advice)."`
	Kind       capacity.KindCode        `json:"kind" example:"elv-laag" doc:"Soort capaciteit."`
	Places     int                      `json:"places,omitempty,omitzero" doc:"Hoeveel plekken; zonder is het er een."`
	Urgency    placement.Urgency        `json:"urgency" example:"soon" doc:"Code uit /urgencies."`
	Direction  placement.Direction      `json:"direction" enum:"in,through,out,back" doc:"Naar zorg toe, van de ene naar de andere, het ziekenhuis uit, of terug naar huis."`
	Area       network.AreaCode         `json:"area" example:"WK990101" doc:"CBS-code van de wijk of gemeente; nooit kleiner."`
	Groups     []string                 `json:"groups,omitempty" doc:"Codes van doelgroepen."`
	Languages  []string                 `json:"languages,omitempty" doc:"ISO 639-1."`
	Insurer    string                   `json:"insurer,omitempty"`
	MaxKM      int                      `json:"max_km,omitempty,omitzero" doc:"Hoogstens zo ver weg; zonder mag elke afstand."`
	Continuity []network.OrganizationID `json:"continuity,omitempty" doc:"Organisaties die de persoon al kennen."`
	Wishes     []string                 `json:"wishes,omitempty" doc:"Codes uit /wishes."`
	Needs      map[string]string        `json:"needs,omitempty" doc:"Wat ontvangers van deze soort moeten weten: codes uit /data-items, met een van hun antwoorden."`
	StartBy    *time.Time               `json:"start_by,omitempty" doc:"Wanneer het moet beginnen; zonder: zo snel als kan."`
	Note       string                   `json:"note,omitempty" doc:"Kort, en niets dat zegt over wie het gaat: dat weigeren wij."`
}

// placementRequest is a request with all that came of it.
type placementRequest struct {
	ID      placement.RequestID `json:"id"`
	State   placement.State     `json:"state" enum:"draft,open,bridging,accepted,placed,closed,withdrawn,expired"`
	Version int64               `json:"version" doc:"Ook de ETag."`
	PlacementDraft
	Organization network.OrganizationID `json:"organization" doc:"Wie het vraagt."`
	Region       network.RegionID       `json:"region,omitempty"`
	Desk         network.OrganizationID `json:"desk,omitempty" doc:"Het coördinatiepunt van de regio."`
	Taken        bool                   `json:"taken" doc:"Iemand van het coördinatiepunt heeft het opgepakt."`
	Vulnerable   bool                   `json:"vulnerable" doc:"Gaat voor bij gelijke spoed."`
	ConsentAt    *string                `json:"consent_at,omitempty" format:"date-time"`
	ConsentWith  string                 `json:"consent_with,omitempty" enum:"person,representative"`
	WhyNot       placement.ReasonCode   `json:"why_not,omitempty" doc:"Alleen bij crisis: waarom de persoon niet zelf kiest."`
	MadeAt       string                 `json:"made_at" format:"date-time"`
	OpenedAt     *string                `json:"opened_at,omitempty" format:"date-time"`
	CommitBy     *string                `json:"commit_by,omitempty" format:"date-time" doc:"Dan is er een plek, of begint overbrugging."`
	AcceptedAt   *string                `json:"accepted_at,omitempty" format:"date-time"`
	StartedAt    *string                `json:"started_at,omitempty" format:"date-time"`
	ClosedAt     *string                `json:"closed_at,omitempty" format:"date-time"`
	Outcome      placement.ReasonCode   `json:"outcome,omitempty" doc:"Hoe het eindigde."`
	Chosen       placement.InvitationID `json:"chosen,omitempty" doc:"De vraag waarvan de plek is gekozen."`
	HandedOver   bool                   `json:"handed_over" doc:"De gegevens van de persoon staan klaar voor de gekozen aanbieder."`
	Invitations  []invitation           `json:"invitations"`
	Bridging     []bridging             `json:"bridging"`
	Turn         placement.Turn         `json:"turn" enum:",asker,provider,desk" doc:"Wie er nu aan zet is; leeg: niemand."`
	NextAt       *string                `json:"next_at,omitempty" format:"date-time" doc:"Wanneer er vanzelf iets gebeurt."`
}

type bridging struct {
	Organization network.OrganizationID `json:"organization" doc:"Wie overbrugt."`
	What         string                 `json:"what"`
	Paid         string                 `json:"paid,omitempty"`
	From         string                 `json:"from" format:"date-time"`
	Until        string                 `json:"until" format:"date-time"`
	EndedAt      *string                `json:"ended_at,omitempty" format:"date-time"`
	ByRule       bool                   `json:"by_rule" doc:"Volgens de afspraak van de regio."`
}

func showDraft(d *placement.Draft) PlacementDraft {
	out := PlacementDraft{
		Ask: d.Ask, Kind: d.Kind, Places: max(1, d.Places), Urgency: d.Urgency, Direction: d.Direction, Area: d.Area, Groups: d.Groups, Languages: d.Languages,
		Insurer: d.Insurer, MaxKM: d.MaxKilometres, Continuity: d.Continuity, Wishes: d.Wishes, Needs: d.Needs, Note: d.Note,
	}
	if !d.StartBy.IsZero() {
		out.StartBy = new(d.StartBy.UTC())
	}
	return out
}

func (d *PlacementDraft) draft() placement.Draft {
	out := placement.Draft{
		Ask: d.Ask, Kind: d.Kind, Places: d.Places, Urgency: d.Urgency, Direction: d.Direction, Area: d.Area, Groups: d.Groups, Languages: d.Languages,
		Insurer: d.Insurer, MaxKilometres: d.MaxKM, Continuity: d.Continuity, Wishes: d.Wishes, Needs: d.Needs, Note: d.Note,
	}
	if d.StartBy != nil {
		out.StartBy = *d.StartBy
	}
	return out
}

func showPlacement(r *placement.Request) placementRequest {
	out := placementRequest{
		ID: r.ID, State: r.State, Version: r.Version, PlacementDraft: showDraft(&r.Draft), Organization: r.Organization, Region: r.Region, Desk: r.Desk,
		Taken: r.DeskPerson != "", Vulnerable: r.Vulnerable, ConsentAt: stampOrNil(r.Consent.At), ConsentWith: r.Consent.With, WhyNot: r.Consent.WhyNot,
		MadeAt: stamp(r.MadeAt), OpenedAt: stampOrNil(r.OpenedAt), CommitBy: stampOrNil(r.CommitBy), AcceptedAt: stampOrNil(r.AcceptedAt),
		StartedAt: stampOrNil(r.StartedAt), ClosedAt: stampOrNil(r.ClosedAt), Outcome: r.Outcome, Chosen: r.Chosen, HandedOver: r.HandedOver,
		Invitations: make([]invitation, len(r.Invitations)), Bridging: make([]bridging, len(r.Bridging)), Turn: r.Turn, NextAt: stampOrNil(r.NextAt),
	}
	for i := range r.Invitations {
		out.Invitations[i] = showInvitation(&r.Invitations[i])
	}
	for i, b := range r.Bridging {
		out.Bridging[i] = bridging{Organization: b.Who, What: b.What, Paid: b.Paid, From: stamp(b.From), Until: stamp(b.Until), EndedAt: stampOrNil(b.Ended), ByRule: b.Rule != ""}
	}
	return out
}

func wrotePlacement(r placement.Request, err error) (written[placementRequest], error) {
	if err != nil {
		return written[placementRequest]{}, placementProblem(err)
	}
	return written[placementRequest]{ETag: versionTag(r.Version), Body: showPlacement(&r)}, nil
}

// placementProblem tells apart what other software must be able to.
func placementProblem(err error) error {
	switch {
	case errors.Is(err, placement.ErrStale):
		return changedSinceRead()
	case errors.Is(err, placement.ErrAlreadyPlaced):
		return problemNamed(alreadyPlaced, fault.Safe(err).Text.EN)
	}
	return err
}

// PlacementPath is exported because huma fills no other embedded struct.
type PlacementPath struct {
	ID string `path:"id" doc:"Id van de aanvraag."`
}

func (in *PlacementPath) request() (placement.RequestID, error) {
	return id.Parse[placement.RequestID](in.ID)
}

type draftInput struct{ Body PlacementDraft }

// addPlacement answers POST /placements.
func (s *server) addPlacement(in *draftInput, r request) (written[placementRequest], error) {
	out, err := wrotePlacement(s.Placement.Draft(r, r.actor(), in.Body.draft()))
	if err == nil {
		out.Location = base + "/placements/" + string(out.Body.ID)
	}
	return out, err
}

// PartOfList is exported because huma fills no other embedded struct.
type PartOfList struct {
	Cursor string `query:"cursor" maxLength:"200" doc:"De next van de bladzijde ervoor; de rest van de vraag blijft gelijk."`
	Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"200" doc:"Hoeveel er op een bladzijde staan."`
}

func (in *PartOfList) window() placement.Window {
	return placement.Window{After: in.Cursor, Limit: in.Limit}
}

type placementsInput struct {
	Region string `query:"region" example:"rivierenzoom" doc:"Alles wat in deze regio loopt: voor het coördinatiepunt. Zonder: wat uw organisatie vroeg."`
	PartOfList
}

// placements answers GET /placements.
func (s *server) placements(in *placementsInput, r request) (List[placementRequest], error) {
	var found placement.Page
	var err error
	if in.Region == "" {
		found, err = s.Placement.Own(r, r.actor(), in.window())
	} else {
		var region network.RegionID
		if region, err = s.regionOf(r, in.Region); err == nil {
			found, err = s.Placement.Desk(r, r.actor(), region, in.window())
		}
	}
	if err != nil {
		return List[placementRequest]{}, err
	}
	out := List[placementRequest]{Items: make([]placementRequest, len(found.Items)), Next: found.Next, Total: &found.Total}
	for i := range found.Items {
		out.Items[i] = showPlacement(&found.Items[i])
	}
	return out, nil
}

// placement answers GET /placements/{id}.
func (s *server) placement(in *PlacementPath, r request) (written[placementRequest], error) {
	which, err := in.request()
	if err != nil {
		return written[placementRequest]{}, err
	}
	return wrotePlacement(s.Placement.Request(r, r.actor(), which))
}

type placementChange struct {
	ID      string `path:"id" doc:"Id van de aanvraag."`
	IfMatch string `header:"If-Match" doc:"De ETag van wat u las. Zonder is het antwoord 428, met een oude 412."`
	Body    PlacementDraft
}

// putPlacement answers PUT /placements/{id}: a draft anew.
func (s *server) putPlacement(in *placementChange, r request) (written[placementRequest], error) {
	which, err := id.Parse[placement.RequestID](in.ID)
	if err != nil {
		return written[placementRequest]{}, err
	}
	expected, err := expectedVersion(in.IfMatch)
	if err != nil {
		return written[placementRequest]{}, err
	}
	return wrotePlacement(s.Placement.Change(r, r.actor(), which, expected, in.Body.draft()))
}

// placementRoutes adds what asks for a place, answers and counts.
func (s *server) placementRoutes() {
	creating(s, "/placements", "addPlacement", "Een aanvraag voorbereiden: niemand anders ziet haar nog", s.addPlacement)
	personal(s, "/placements", "placements", "Aanvragen van uw organisatie, of van een regio", s.placements)
	write(s, http.MethodGet, "/placements/{id}", "placement", "Eén aanvraag, met wat ervan kwam", s.placement)
	write(s, http.MethodPut, "/placements/{id}", "putPlacement", "Een voorbereide aanvraag wijzigen", s.putPlacement)
	s.placementActs()
	s.invitationRoutes()
	personal(s, "/placements/numbers", "placementNumbers", "Cijfers over plaatsingen van een regio", s.placementNumbers)
	personal(s, "/placements/declines", "placementDeclines", "Waarom aanbieders nee zeggen, per aanbieder: voor het coördinatiepunt", s.placementDeclines)
	get(s, "/urgencies", "urgencies", "Hoe snel iets moet, met de klokken", s.urgencies)
	get(s, "/decline-reasons", "declineReasons", "Redenen voor een nee", s.declineReasons)
	get(s, "/placement-reasons", "placementReasons", "Redenen bij openen, intrekken, niet doorgaan en afsluiten", s.placementReasons)
	get(s, "/wishes", "wishes", "Wat iemand kan wensen", s.wishes)
	get(s, "/data-items", "dataItems", "Wat ontvangers moeten weten voor ze antwoorden", s.dataItems)
	personal(s, "/organizations/{id}/webhook", "webhook", "Waar uw programma bericht krijgt", s.webhook)
	write(s, http.MethodPut, "/organizations/{id}/webhook", "putWebhook", "Kiezen waar uw programma bericht krijgt", s.putWebhook)
}
