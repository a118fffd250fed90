package render_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/appointment"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/fhir/render"
	"eerstelijn/internal/geo"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/endpoint"
	"eerstelijn/internal/network/mandate"
)

var update = flag.Bool("update", false, "write the examples in testdata anew")

func ref[T ~string](name string) T { return id.From[T]("example", name) }

// examples are resources of every type that is rendered, named by their file.
func examples(h house) map[string]r4.Resource {
	at := time.Date(2026, 11, 20, 8, 30, 0, 0, time.UTC)
	practice := network.Organization{ID: ref[network.OrganizationID]("practice"), Kind: network.Provider, Name: "Fysiotherapie De Brug", Discipline: "fysiotherapie",
		URA: "12345678", AGB: "04012345", KvK: "87654321", Website: "https://debrug.example", Phone: "010 123 4567", Email: "balie@debrug.example"}
	hospice := network.Organization{ID: ref[network.OrganizationID]("hospice"), Kind: network.Provider, Name: "Zorghuis Zonnehof", Discipline: "vvt", KvK: "11223344"}
	gps := network.Organization{ID: ref[network.OrganizationID]("gps"), Kind: network.DisciplineBody, Name: "Huisartsen Rivierenzoom", Discipline: "huisartsenzorg", KvK: "55667788"}
	team := network.Organization{ID: ref[network.OrganizationID]("team"), Kind: network.Provider, Name: "Wijkverpleging Oost", Discipline: "wijkverpleging"}
	resv := network.Organization{ID: ref[network.OrganizationID]("resv"), Kind: network.RESVBody, Name: "Coöperatie Rivierenzoom", KvK: "99887766"}
	insurer := network.Organization{ID: ref[network.OrganizationID]("insurer"), Kind: network.InsurerOrg, Name: "Zorgverzekeraar Noord", Discipline: "zorgverzekeraar"}
	town := network.Organization{ID: ref[network.OrganizationID]("town"), Kind: network.MunicipalityOrg, Name: "Gemeente Brugdam", Discipline: "gemeente", Website: "https://brugdam.example"}
	citizens := network.Organization{ID: ref[network.OrganizationID]("citizens"), Kind: network.CitizensOrg, Name: "Buurtzaam", Discipline: "burgerinitiatief"}

	full := directory.Service{
		ID: ref[directory.ServiceID]("full"), State: directory.Shown, Organization: practice.ID, OrganizationName: practice.Name, Name: "Fysiotherapie en bekkenfysiotherapie",
		Discipline: "fysiotherapie", Kind: "fysiotherapie", Description: "Wij helpen u beter te bewegen.\nOok bij u thuis.", Keywords: []string{"rug", "bekken"},
		TargetGroups: []string{h.tables.Directory.TargetGroups[0].Code}, Access: directory.Direct, Costs: []directory.Cost{directory.Supplementary, directory.OwnPayment},
		Languages: []string{"nl", "en"}, Insurers: []string{"*"}, Modes: []directory.Mode{directory.OnSite, directory.HomeVisit}, Accessibility: []string{h.tables.Directory.Accessibility[0].Code},
		Locations: []directory.Location{
			{ID: ref[directory.LocationID]("brug"), Name: "De Brug", Street: "Brugstraat 1", Postcode: "1234 AB", City: "Brugdam", Point: geo.Point{Lat: 52.0907, Lon: 5.1214}, Area: "WK036304"},
			{ID: ref[directory.LocationID]("plein"), Street: "Plein 12", Postcode: "1234", City: "Brugdam"}},
		Hours: "Mo-Fr 08:00-12:00,13:00-17:00; Sa 09:00-12:00; 2026 Dec 24-2027 Jan 02 off; PH off",
		Contacts: []directory.ContactPoint{
			{Audience: directory.ForCitizen, Function: "Balie", Phone: "010 123 4567", Email: "balie@debrug.example", URL: "https://debrug.example/afspraak"},
			{Audience: directory.ForMediation, Function: "Zorgbemiddeling", Phone: "010 123 4568", Hours: "Mo-Fr 09:00-12:00", Limited: true},
			{Audience: directory.ForProfessional, Function: "Overleg", Phone: "010 123 9999"}},
		Partners: []string{"Huisartsenpraktijk Kade"}, Links: []directory.Link{{Label: "Over ons", URL: "https://debrug.example"}, {URL: "https://kwaliteit.example/debrug"}},
		VerifiedAt: at, VerifyBy: at.AddDate(0, 6, 0),
	}
	coming := directory.Service{
		ID: ref[directory.ServiceID]("coming"), State: directory.Shown, Organization: team.ID, OrganizationName: team.Name, Name: "Wijkverpleging", Discipline: "wijkverpleging",
		Kind: "wijkverpleging", Hours: "24/7", ServedAreas: []network.AreaCode{"WK036304", "GM0599"}, Access: directory.Indicated, Costs: []directory.Cost{directory.BasicInsured},
		Contacts: []directory.ContactPoint{{Audience: directory.ForCitizen, Phone: "0800 1234"}}, VerifyBy: at,
	}
	night := directory.Service{
		ID: ref[directory.ServiceID]("night"), State: directory.Hidden, Organization: hospice.ID, OrganizationName: hospice.Name, Name: "Kort verblijf", Discipline: "vvt", Kind: "elv-laag",
		Costs: []directory.Cost{directory.Free}, Hours: "Fr,Sa 22:00-06:00; Su 18:00-26:00; Th[2] 13:00-17:00", ServedAreas: []network.AreaCode{"BU03630401"}, VerifyBy: at,
	}
	region := network.Region{ID: ref[network.RegionID]("region"), Name: "Rivierenzoom", Areas: []network.AreaCode{"GM0363", "GM0599"}, Zorgkantoor: "Midden", GPOrganization: gps.Name,
		Support: "ROS Midden", PreferredInsurers: []string{insurer.Name}, FollowingInsurers: []string{"Verzekeraar Zuid"}, MandatedMunicipality: "Brugdam",
		RESV: network.RESV{Organization: resv.ID, Name: "RESV Rivierenzoom", LegalForm: "coöperatie", Phase: network.PhaseAgreements, Website: "https://rivierenzoom.example",
			Contact: network.Reach{Phone: "010 555 5555", Email: "post@rivierenzoom.example", Hours: "Mo-Fr 09:00-17:00", Remarks: "Ook voor aanbieders."}}}
	young := network.Region{ID: ref[network.RegionID]("young"), Name: "Heuvelland", RESV: network.RESV{Forerunner: true, Phase: network.PhaseNetwork}}
	wijk := network.Wijkverband{ID: ref[network.WijkverbandID]("wijk"), Region: region.ID, Name: "Oost", Areas: []network.AreaCode{"WK036304", "WK036305"}, Primary: []network.AreaCode{"WK036304"},
		Contacts: []network.Contact{
			{ID: ref[network.ContactID]("c1"), Discipline: "wijkverpleging", Organization: team.ID, Function: "Aanspreekpunt wijkverpleging", Reach: network.Reach{Phone: "010 222 2222", Hours: "24/7"}, From: at, ShowName: true, Name: "Anna Merkelbach"},
			{ID: ref[network.ContactID]("c2"), Discipline: "sociaal-domein", Function: "Wijkteam", Reach: network.Reach{Phone: "14 0363", Remarks: "Vraag naar het wijkteam."}, From: at}},
		Nursing: []network.NursingCoordination{{Practice: practice.ID, Team: team.ID, Model: "één aanspreekpunt", Phone: "010 222 2223"}}, Website: "https://oost.example"}

	offer := func(name string, f capacity.Figure) *capacity.Offer {
		return &capacity.Offer{ID: ref[capacity.OfferID](name), Service: night.ID, Kind: "elv-laag", Total: 10, Rhythm: capacity.Rhythm{Live: 4 * time.Hour, Stale: 24 * time.Hour}, Figure: f}
	}
	told := func(available int, a capacity.Accepting) capacity.Figure {
		return capacity.Figure{Available: available, Accepting: a, ObservedAt: at, ToldAt: at, Source: capacity.ByPerson}
	}
	room := offer("room", told(4, capacity.Open))
	room.Holds = []capacity.Held{{Places: 1, Until: at.Add(time.Hour)}}
	waits := offer("waits", told(0, capacity.Open))
	waits.Wait = &capacity.Wait{P50Days: 12, N: 40, MeasuredAt: at}
	full2 := offer("full", told(0, capacity.Closed))
	full2.Figure.WaitingDays, full2.Figure.Source = new(30), capacity.BySystem
	talk := offer("talk", told(2, capacity.Limited))
	talk.Assessment, talk.Total, talk.Figure.Source = true, 0, capacity.Derived
	ended := h.Capacity(room, &night)
	h.Ended(ended)
	gone := h.Service(&full, &practice)
	h.Ended(gone)
	said := &appointment.Publication{Service: full.ID, Number: 3, At: at, GoodUntil: at.AddDate(0, 0, 2), Source: capacity.BySystem}
	free := appointment.Slot{ID: ref[appointment.SlotID]("slot"), Service: full.ID, Kind: appointment.FirstAppointment, Start: at.Add(48 * time.Hour), End: at.Add(48*time.Hour + 30*time.Minute), Free: 1, Link: "https://afspraak.debrug.example/?tijd=1"}
	several, taken, advice := free, free, free
	several.Free, several.Link, several.Phone = 3, "", "010 123 4567"
	taken.Free, advice.Kind, advice.Link = 0, appointment.Advice, ""
	span := mandate.Span{From: at, Until: at.AddDate(1, 0, 0)}
	notified := endpoint.Endpoint{ID: ref[endpoint.ID]("notified"), Organization: practice.ID, Status: endpoint.Active, Name: "Meldingen De Brug", Connection: "hl7-fhir-rest",
		Payloads: []string{endpoint.NotifiedPull, "Request"}, MimeTypes: []string{"application/fhir+json; fhirVersion=4.0"}, Address: "https://fhir.debrug.example/r4", From: at, Until: at.AddDate(2, 0, 0)}
	tokens := endpoint.Endpoint{ID: ref[endpoint.ID]("tokens"), Organization: practice.ID, Status: endpoint.Off, Connection: "oauth-nuts", Payloads: []string{"none"}, Address: "https://nuts.debrug.example/oauth2"}
	return map[string]r4.Resource{
		"endpoint": h.Endpoint(&notified), "endpoint-off": h.Endpoint(&tokens), "organization-reached": h.Organization(&practice, notified.ID),
		"organization-provider": h.Organization(&practice), "organization-body": h.Organization(&gps), "organization-resv": h.Organization(&resv),
		"organization-insurer": h.Organization(&insurer), "organization-municipality": h.Organization(&town), "organization-citizens": h.Organization(&citizens),
		"organization-region": h.Region(&region, &resv), "organization-forerunner": h.Region(&young, nil), "organization-wijkverband": h.Wijkverband(&wijk),
		"location": h.Location(&full.Locations[0], &full, &practice), "location-without-name": h.Location(&full.Locations[1], &full, &practice),
		"service": h.Service(&full, &practice), "service-at-home": h.Service(&coming, &team), "service-night": h.Service(&night, &hospice), "service-ended": gone,
		"affiliation":          h.Affiliation(&mandate.Affiliation{ID: ref[mandate.AffiliationID]("a"), Provider: practice.ID, Body: gps.ID, Span: span}, at),
		"affiliation-standing": h.Standing(&mandate.Standing{ID: ref[mandate.StandingID]("s"), Body: gps.ID, Region: region.ID, Discipline: "huisartsenzorg", Span: mandate.Span{From: at}}, at),
		"affiliation-ended":    h.Affiliation(&mandate.Affiliation{ID: ref[mandate.AffiliationID]("b"), Provider: practice.ID, Body: gps.ID, Span: span}, at.AddDate(2, 0, 0)),
		"affiliation-contact":  h.Contact(&wijk, &wijk.Contacts[0], at), "affiliation-nursing": h.Nursing(&wijk, &wijk.Nursing[0]),
		"capacity-room": h.Capacity(room, &night), "capacity-waitlist": h.Capacity(waits, &night), "capacity-full": h.Capacity(full2, &night),
		"capacity-assessment": h.Capacity(talk, &night), "capacity-never-told": h.Capacity(offer("never", capacity.Figure{}), &night), "capacity-ended": ended,
		"schedule": h.Schedule(said, &full, at), "schedule-old": h.Schedule(said, &coming, at.AddDate(0, 0, 3)),
		"slot": h.Slot(&free), "slot-several": h.Slot(&several), "slot-taken": h.Slot(&taken), "slot-advice": h.Slot(&advice),
		"provenance-organization": h.Provenance(ref[string]("p1"), []render.Target{{Type: "HealthcareService", ID: string(full.ID), Version: 3}, {Type: "Location", ID: string(full.Locations[0].ID), Version: 1}}, at.In(clock.Amsterdam), practice.ID),
		"provenance-system":       h.Provenance(ref[string]("p2"), []render.Target{{Type: "Organization", ID: string(practice.ID), Version: 1}}, at, ""),
	}
}

// The examples are what is rendered, and what other people's validators are fed.
func TestExamples(t *testing.T) {
	t.Parallel()
	h := newHouse(t, kept)
	all := map[string][]byte{}
	for name, r := range examples(h) {
		b, err := r4.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		all["examples/"+name] = b
	}
	for _, kind := range []string{"StructureDefinition", "CodeSystem"} {
		for _, b := range h.Own(kind) {
			var head struct{ ID string }
			if err := json.Unmarshal(b, &head); err != nil {
				t.Fatal(err)
			}
			all["definitions/"+kind+"-"+head.ID] = b
		}
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		var want bytes.Buffer
		if err := json.Indent(&want, all[name], "", "  "); err != nil {
			t.Fatal(err)
		}
		want.WriteByte('\n')
		file := filepath.Join("testdata", name+".json")
		if *update {
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, want.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(file); err != nil || !bytes.Equal(got, want.Bytes()) {
			t.Errorf("%s is not as it is rendered (%v); run with -update and look at what changed", file, err)
		}
		if strings.Contains(want.String(), "Merkelbach") || strings.Contains(want.String(), "010 123 9999") {
			t.Errorf("%s holds what is not public", name)
		}
	}
	written, err := filepath.Glob("testdata/*/*.json")
	if err != nil || len(written) != len(all) {
		t.Errorf("%d files in testdata, want %d, %v", len(written), len(all), err)
	}
}
