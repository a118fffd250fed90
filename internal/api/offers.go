package api

import (
	"fmt"
	"slices"
	"time"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/watch"
)

// offerRoutes are the routes of room: offers, what was said of them, and what changes as it happens.
func (s *server) offerRoutes() {
	get(s, "/offers", "offers", "Plek: per aanbod en soort, met hoe zeker", s.offers)
	get(s, "/offers/{id}", "offer", "De plek van één aanbod", s.offer)
	get(s, "/offers/{id}/observations", "observations", "Wat er eerder gezegd is, de laatste keer eerst", s.observations)
	get(s, "/capacity-kinds", "capacityKinds", "De soorten capaciteit", s.capacityKinds)
	creating(s, "/offers", "addOffer", "Plek gaan bijhouden van een aanbod", s.addOffer)
	write(s, "PUT", "/offers/{id}", "putOffer", "Wijzigen hoe plek wordt bijgehouden", s.putOffer)
	creating(s, "/offers/{id}/observations", "observe", "Zeggen hoeveel plek er is", s.observe)
	write(s, "POST", "/offers/{id}/confirm", "confirmOffer", "Zeggen dat het cijfer nog klopt", s.confirmOffer)
	write(s, "POST", "/observations", "observeMany", "Veel cijfers tegelijk: allemaal of geen", s.observeMany)
	s.serveFeed()
}

// showOffer gives an offer as it is at the moment of the request.
func (s *server) showOffer(r request, o *capacity.Offer) (watch.Offer, error) {
	tables, err := s.Capacity.Tables(r)
	if err != nil {
		return watch.Offer{}, err
	}
	kind, _ := tables.Kind(o.Kind)
	return watch.OfferOf(o, kind, r.now), nil
}

type offersInput struct {
	Region       string `query:"region" doc:"Slug van een regio." example:"rivierenzoom"`
	Kind         string `query:"kind" doc:"Code uit /capacity-kinds."`
	Service      string `query:"service" doc:"Id van een aanbod."`
	Organization string `query:"organization" doc:"Id van een organisatie."`
	Cursor       string `query:"cursor" doc:"next van de vorige bladzijde."`
	Limit        int    `query:"limit" minimum:"1" maximum:"200" default:"20"`
}

// offers answers GET /offers, in the order in which they began.
func (s *server) offers(in *offersInput, r request) (List[watch.Offer], error) {
	q := capacity.Query{Service: directory.ServiceID(in.Service), Organization: network.OrganizationID(in.Organization), Limit: in.Limit, Cursor: in.Cursor}
	var err error
	if q.Region, err = s.regionOf(r, in.Region); err != nil {
		return List[watch.Offer]{}, err
	}
	if q.Kind, err = s.capacityKind(r, in.Kind); err != nil {
		return List[watch.Offer]{}, err
	}
	page, err := s.Capacity.Offers(r, q)
	if err != nil {
		return List[watch.Offer]{}, err
	}
	out := List[watch.Offer]{Items: make([]watch.Offer, len(page.Items)), Next: page.Next, Total: &page.Total}
	for i := range page.Items {
		if out.Items[i], err = s.showOffer(r, &page.Items[i]); err != nil {
			return List[watch.Offer]{}, err
		}
	}
	return out, nil
}

// regionOf reads a region by its slug or its id; ” is none.
func (s *server) regionOf(r request, text string) (network.RegionID, error) {
	if text == "" {
		return "", nil
	}
	var found network.Region
	key, err := id.Parse[network.RegionID](text)
	if err == nil {
		found, err = s.Network.RegionByID(r, key)
	} else {
		found, err = s.Network.Region(r, text)
	}
	if err != nil {
		return "", asField(err, "region", "unknown region; see "+base+"/regions")
	}
	return found.ID, nil
}

func (s *server) capacityKind(r request, code string) (capacity.KindCode, error) {
	tables, err := s.Capacity.Tables(r)
	if err != nil || code == "" {
		return "", err
	}
	if _, known := tables.Kind(capacity.KindCode(code)); !known {
		return "", fault.InvalidField("kind", "Deze soort capaciteit kennen wij niet.", "unknown kind; see "+base+"/capacity-kinds")
	}
	return capacity.KindCode(code), nil
}

type capacityKind struct {
	Code         string `json:"code"`
	Name         string `json:"name"`
	Unit         string `json:"unit" doc:"Wat er geteld wordt."`
	LiveMinutes  int    `json:"live_minutes" doc:"Zo lang is een cijfer vers."`
	StaleMinutes int    `json:"stale_minutes" doc:"Na zo lang is een cijfer verouderd: dan weet niemand het."`
	Acute        bool   `json:"acute" doc:"Telt in uren, niet in dagen."`
}

// capacityKinds answers GET /capacity-kinds.
func (s *server) capacityKinds(_ *struct{}, r request) (List[capacityKind], error) {
	tables, err := s.Capacity.Tables(r)
	if err != nil {
		return List[capacityKind]{}, err
	}
	items := make([]capacityKind, len(tables.Kinds))
	for i, k := range tables.Kinds {
		items[i] = capacityKind{Code: string(k.Code), Name: k.Name, Unit: k.Unit, LiveMinutes: minutes(k.Rhythm.Live), StaleMinutes: minutes(k.Rhythm.Stale), Acute: k.Acute}
	}
	return all(items), nil
}

func minutes(d time.Duration) int { return int(d / time.Minute) }

type offerInput struct {
	ID string `path:"id" doc:"Id uit /offers."`
}

func (in *offerInput) id() (capacity.OfferID, error) { return id.Parse[capacity.OfferID](in.ID) }

// offer answers GET /offers/{id}.
func (s *server) offer(in *offerInput, r request) (watch.Offer, error) {
	key, err := in.id()
	if err != nil {
		return watch.Offer{}, err
	}
	o, err := s.Capacity.Offer(r, key)
	if err != nil {
		return watch.Offer{}, err
	}
	return s.showOffer(r, &o)
}

type observationsInput struct {
	ID    string `path:"id" doc:"Id uit /offers."`
	From  string `query:"from" format:"date-time" doc:"Gezien vanaf dit moment."`
	Until string `query:"until" format:"date-time" doc:"Gezien vóór dit moment."`
	Limit int    `query:"limit" minimum:"1" maximum:"1000" default:"100"`
}

// observation is what was said of an offer, as it was said.
type observation struct {
	Available   int                `json:"available" doc:"Vrije plekken, ook die al vastgehouden waren."`
	Accepting   capacity.Accepting `json:"accepting" enum:"open,limited,closed"`
	WaitingDays *int               `json:"waiting_days"`
	ObservedAt  string             `json:"observed_at" format:"date-time"`
	RecordedAt  string             `json:"recorded_at" format:"date-time" doc:"Wanneer het hier aankwam."`
	Source      capacity.Source    `json:"source" enum:"person,system,derived"`
}

// observations answers GET /offers/{id}/observations.
func (s *server) observations(in *observationsInput, r request) (List[observation], error) {
	key, err := id.Parse[capacity.OfferID](in.ID)
	if err != nil {
		return List[observation]{}, err
	}
	from, err := r.optional("from", in.From)
	if err != nil {
		return List[observation]{}, err
	}
	until, err := r.optional("until", in.Until)
	if err != nil {
		return List[observation]{}, err
	}
	found, err := s.Capacity.History(r, key, from, until, in.Limit)
	if err != nil {
		return List[observation]{}, err
	}
	items := make([]observation, len(found))
	for i, o := range found {
		items[i] = observation{Available: o.Available, Accepting: o.Accepting, WaitingDays: o.WaitingDays,
			ObservedAt: stamp(o.ObservedAt), RecordedAt: stamp(o.RecordedAt), Source: o.Source}
	}
	return List[observation]{Items: items}, nil
}

// optional is moment for one that may be left out.
func (r request) optional(field, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	return r.moment(field, text)
}

// OfferBody is how an offer is kept. It is exported because huma fills no other embedded struct.
type OfferBody struct {
	Total           int  `json:"total" doc:"Hoeveel er zijn, vrij of niet; 0 is niet gezegd."`
	Assessment      bool `json:"assessment,omitempty" doc:"Eerst een gesprek."`
	LiveMinutes     int  `json:"live_minutes,omitempty" doc:"Zo lang is een cijfer vers; zonder: zoals bij de soort."`
	StaleMinutes    int  `json:"stale_minutes,omitempty" doc:"Na zo lang is een cijfer verouderd; zonder: zoals bij de soort."`
	MostInvitations int  `json:"most_invitations,omitempty" doc:"Hoeveel vragen om een plek tegelijk open mogen staan; zonder: 5."`
}

func (b OfferBody) offer() capacity.Offer {
	return capacity.Offer{Total: b.Total, Assessment: b.Assessment, MostInvitations: b.MostInvitations,
		Rhythm: capacity.Rhythm{Live: time.Duration(b.LiveMinutes) * time.Minute, Stale: time.Duration(b.StaleMinutes) * time.Minute}}
}

type addOfferInput struct {
	Body struct {
		Service string `json:"service" doc:"Id van het aanbod, zie /services."`
		Kind    string `json:"kind" doc:"Code uit /capacity-kinds."`
		OfferBody
	}
}

// addOffer answers POST /offers.
func (s *server) addOffer(in *addOfferInput, r request) (written[watch.Offer], error) {
	fresh := in.Body.offer()
	service, err := id.Parse[directory.ServiceID](in.Body.Service)
	if err != nil {
		return written[watch.Offer]{}, fault.InvalidField("service", "Dit is geen nummer van een aanbod.", "expected the id of a service; see "+base+"/services")
	}
	fresh.Service, fresh.Kind = service, capacity.KindCode(in.Body.Kind)
	saved, err := s.Capacity.SaveOffer(r, r.actor(), fresh)
	return s.saved(r, &saved, err)
}

type putOfferInput struct {
	ID   string `path:"id" doc:"Id uit /offers."`
	Body OfferBody
}

// putOffer answers PUT /offers/{id}: how the offer is kept, as a whole. The figure is not touched, so
// there is nothing of somebody else's to lose.
func (s *server) putOffer(in *putOfferInput, r request) (written[watch.Offer], error) {
	key, err := id.Parse[capacity.OfferID](in.ID)
	if err != nil {
		return written[watch.Offer]{}, err
	}
	changed := in.Body.offer()
	changed.ID = key
	saved, err := s.Capacity.SaveOffer(r, r.actor(), changed)
	return s.saved(r, &saved, err)
}

func (s *server) saved(r request, o *capacity.Offer, err error) (written[watch.Offer], error) {
	if err != nil {
		return written[watch.Offer]{}, named(err)
	}
	body, err := s.showOffer(r, o)
	return written[watch.Offer]{Location: base + "/offers/" + string(o.ID), Body: body}, err
}

// Report is what somebody says of an offer. It is exported because huma fills no other embedded struct.
type Report struct {
	Available   int                `json:"available" doc:"Hoeveel plekken vrij zijn, ook die vastgehouden worden."`
	Accepting   capacity.Accepting `json:"accepting,omitempty" enum:"open,limited,closed" doc:"Of u mensen aanneemt; zonder: open als er plek is, anders closed."`
	WaitingDays *int               `json:"waiting_days,omitempty" doc:"Wachttijd in dagen."`
	ObservedAt  *time.Time         `json:"observed_at,omitempty" format:"date-time" doc:"Wanneer dit gezien is; zonder: nu."`
	ValidUntil  *time.Time         `json:"valid_until,omitempty" format:"date-time" doc:"Daarna geldt het niet meer; zonder: zolang deze soort geldt."`
}

func (in *Report) report(offer capacity.OfferID) capacity.Report {
	r := capacity.Report{Offer: offer, Available: in.Available, Accepting: in.Accepting, WaitingDays: in.WaitingDays}
	if in.ObservedAt != nil {
		r.ObservedAt = *in.ObservedAt
	}
	if in.ValidUntil != nil {
		r.ValidUntil = *in.ValidUntil
	}
	return r
}

type observeInput struct {
	ID   string `path:"id" doc:"Id uit /offers."`
	Body Report
}

// observe answers POST /offers/{id}/observations.
func (s *server) observe(in *observeInput, r request) (written[watch.Offer], error) {
	key, err := id.Parse[capacity.OfferID](in.ID)
	if err != nil {
		return written[watch.Offer]{}, err
	}
	o, err := s.Capacity.Observe(r, r.actor(), in.Body.report(key))
	out, err := s.saved(r, &o, err)
	out.Location += "/observations"
	return out, err
}

// confirmOffer answers POST /offers/{id}/confirm: the same figure, seen now.
func (s *server) confirmOffer(in *offerInput, r request) (written[watch.Offer], error) {
	key, err := in.id()
	if err != nil {
		return written[watch.Offer]{}, err
	}
	o, err := s.Capacity.Confirm(r, r.actor(), key, 0)
	out, err := s.saved(r, &o, err)
	out.Location = ""
	return out, err
}

type observeManyInput struct {
	Body struct {
		Organization string       `json:"organization_id,omitempty" doc:"Zonder: die van de sleutel."`
		Observations []manyReport `json:"observations" minItems:"1" maxItems:"500"`
	}
}

type manyReport struct {
	Offer string `json:"offer" doc:"Id uit /offers."`
	Report
}

type takenReports struct {
	Changed int `json:"changed" doc:"Cijfers die anders zijn dan ze waren."`
	Same    int `json:"same" doc:"Cijfers die bevestigd zijn."`
}

// observeMany answers POST /observations. One that is wrong keeps back all, and each wrong one is named.
func (s *server) observeMany(in *observeManyInput, r request) (written[takenReports], error) {
	organization := network.OrganizationID(r.actor().Organization)
	var bad []fault.Field
	if in.Body.Organization != "" {
		// The record of a refusal names it too: it must be an id, and not just any text.
		var err error
		if organization, err = id.Parse[network.OrganizationID](in.Body.Organization); err != nil {
			bad = append(bad, fault.Field{Name: "organization_id", Text: fault.Text{NL: "Dit is geen nummer van een organisatie.", EN: "expected the id of an organisation"}})
		}
	}
	reports := make([]capacity.Report, len(in.Body.Observations))
	for i := range in.Body.Observations {
		one := &in.Body.Observations[i]
		key, err := id.Parse[capacity.OfferID](one.Offer)
		if err != nil {
			bad = append(bad, fault.Field{Name: fmt.Sprintf("observations[%d].offer", i), Text: fault.Text{NL: "Dit is geen nummer.", EN: "expected the id of an offer"}})
		}
		reports[i] = one.report(key)
	}
	if len(bad) > 0 {
		return written[takenReports]{}, fault.InvalidFields(bad...)
	}
	taken, err := s.Capacity.ObserveMany(r, r.actor(), organization, reports)
	if err != nil {
		return written[takenReports]{}, inList(err)
	}
	return written[takenReports]{Body: takenReports{taken.Changed, taken.Same}}, nil
}

// inList gives an error with its fields as the body has them: capacity counts the rows of a file, from 1.
func inList(err error) error {
	if fault.KindOf(err) != fault.Invalid {
		return err
	}
	safe := *fault.Safe(err)
	safe.Fields = slices.Clone(safe.Fields)
	for i := range safe.Fields {
		var row int
		var name string
		if n, _ := fmt.Sscanf(safe.Fields[i].Name, "row %d: %s", &row, &name); n == 2 {
			safe.Fields[i].Name = fmt.Sprintf("observations[%d].%s", row-1, name)
		}
	}
	return &safe
}
