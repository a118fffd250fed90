package render_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/fhir/r4"
	"eerstelijn/internal/fhir/render"
	"eerstelijn/internal/geo"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
)

var (
	word  = rapid.StringMatching(`[A-Za-z0-9é&<"'./-]{1,12}( [A-Za-z0-9ü€()-]{1,12}){0,2}`)
	ids   = rapid.Map(rapid.String(), func(s string) string { return id.From[string](s) })
	eight = rapid.StringMatching(`[0-9]{8}`)
	phone = rapid.StringMatching(`0[0-9]{2} [0-9]{3} [0-9]{4}`)
	email = rapid.StringMatching(`[a-z]{1,8}@[a-z]{1,8}\.example`)
	site  = rapid.StringMatching(`https://[a-z]{1,8}\.example/[a-z?=&]{0,8}`)
	area  = rapid.StringMatching(`(GM[0-9]{4}|WK[0-9]{6}|BU[0-9]{8})`)
	open  = rapid.SampledFrom([]string{
		"", "24/7", "Mo-Fr 08:00-17:00", "Mo-Fr 08:00-12:00,13:00-17:00; Sa 09:00-12:00; PH off", "Fr,Sa 22:00-06:00", "Mo-Su 18:00-26:00",
		"Th[2] 13:00-17:00", "Mo-Fr 09:00-17:00; 2026 Dec 24-2027 Jan 02 off", "Su 00:00-24:00; 2026 Dec 24 10:00-16:00; easter +1 day off",
	})
)

// maybe gives nothing half of the time.
func maybe(g *rapid.Generator[string]) *rapid.Generator[string] {
	return rapid.OneOf(rapid.Just(""), g)
}

func texts[T ~string](g *rapid.Generator[string]) *rapid.Generator[[]T] {
	return rapid.Map(rapid.SliceOfNDistinct(g, 0, 3, rapid.ID), func(list []string) (out []T) {
		for _, s := range list {
			out = append(out, T(s))
		}
		return out
	})
}

func some[T comparable](all ...T) *rapid.Generator[[]T] {
	return rapid.Map(rapid.SliceOfNDistinct(rapid.SampledFrom(all), 0, 3, rapid.ID), func(list []T) []T {
		if len(list) == 0 {
			return nil
		}
		return list
	})
}

func names[T any](list []T, of func(T) string) (all []string) {
	for _, v := range list {
		all = append(all, of(v))
	}
	return all
}

func (h house) drawOrganization(t *rapid.T) network.Organization {
	return network.Organization{
		ID: network.OrganizationID(ids.Draw(t, "id")), Name: word.Draw(t, "name"),
		Kind: rapid.SampledFrom([]network.OrganizationKind{network.Provider, network.DisciplineBody, network.RESVBody, network.MunicipalityOrg,
			network.InsurerOrg, network.CitizensOrg, network.NationalOrg}).Draw(t, "kind"),
		Discipline: network.DisciplineCode(maybe(rapid.SampledFrom(names(h.tables.Disciplines, func(d network.Discipline) string { return string(d.Code) }))).Draw(t, "discipline")),
		URA:        maybe(eight).Draw(t, "ura"), AGB: maybe(eight).Draw(t, "agb"), KvK: maybe(eight).Draw(t, "kvk"),
		Website: maybe(site).Draw(t, "website"), Phone: maybe(phone).Draw(t, "phone"), Email: maybe(email).Draw(t, "email"),
	}
}

func drawLocation(t *rapid.T) directory.Location {
	l := directory.Location{
		ID:   directory.LocationID(rapid.OneOf(ids, rapid.StringMatching(`[a-zë /]{1,80}`)).Draw(t, "location")),
		Name: maybe(word).Draw(t, "name"), Street: maybe(word).Draw(t, "street"), City: maybe(word).Draw(t, "city"),
		Postcode: maybe(rapid.StringMatching(`[1-9][0-9]{3} [A-Z]{2}`)).Draw(t, "postcode"), Area: network.AreaCode(maybe(area).Draw(t, "area")),
	}
	if rapid.Bool().Draw(t, "on the map") {
		l.Point = geo.Point{Lat: rapid.Float64Range(50.7, 53.6).Draw(t, "lat"), Lon: rapid.Float64Range(3.3, 7.2).Draw(t, "lon")}
	}
	return l
}

var since = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func moments(t *rapid.T, label string) time.Time {
	us := rapid.Int64Range(0, 1e15).Draw(t, label)
	if us%4 == 0 {
		return time.Time{}
	}
	return since.Add(time.Duration(us) * time.Microsecond / 1000).Truncate(time.Microsecond)
}

func (h house) drawService(t *rapid.T, of *network.Organization) directory.Service {
	s := directory.Service{
		ID: directory.ServiceID(ids.Draw(t, "id")), State: rapid.SampledFrom([]directory.State{directory.Shown, directory.Hidden}).Draw(t, "state"),
		Organization: of.ID, OrganizationName: of.Name, Name: word.Draw(t, "name"),
		Discipline:  rapid.SampledFrom(h.tables.Disciplines).Draw(t, "discipline").Code,
		Kind:        rapid.SampledFrom(h.tables.Directory.Kinds).Draw(t, "kind").Code,
		Description: rapid.OneOf(rapid.Just(""), word, rapid.Just("Eerste regel.\n\nTweede <b>regel</b>.")).Draw(t, "description"),
		Keywords:    texts[string](word).Draw(t, "keywords"), Partners: texts[string](word).Draw(t, "partners"),
		TargetGroups:  some(names(h.tables.Directory.TargetGroups, func(g directory.TargetGroup) string { return g.Code })...).Draw(t, "groups"),
		Access:        rapid.SampledFrom([]directory.Access{"", directory.Direct, directory.Referral, directory.Indicated}).Draw(t, "access"),
		Costs:         some(directory.Free, directory.Deductible, directory.OwnPayment, directory.BasicInsured, directory.Supplementary, directory.MunicipalShare).Draw(t, "costs"),
		Languages:     some(names(h.tables.Directory.Languages, func(l directory.Language) string { return l.Code })...).Draw(t, "languages"),
		Insurers:      rapid.OneOf(rapid.Just([]string{"*"}), texts[string](word)).Draw(t, "insurers"),
		Modes:         some(directory.OnSite, directory.HomeVisit, directory.Phone, directory.Video, directory.EConsult, directory.Group).Draw(t, "modes"),
		Accessibility: some(names(h.tables.Directory.Accessibility, func(f directory.Feature) string { return f.Code })...).Draw(t, "accessibility"),
		ServedAreas:   texts[network.AreaCode](area).Draw(t, "areas"), Hours: open.Draw(t, "hours"),
		VerifiedAt: moments(t, "verified"), VerifyBy: moments(t, "verify by"),
	}
	for i := range rapid.IntRange(0, 2).Draw(t, "locations") {
		l := drawLocation(t)
		l.ID += directory.LocationID(fmt.Sprint(i)) // no two alike
		s.Locations = append(s.Locations, l)
	}
	for range rapid.IntRange(0, 3).Draw(t, "contacts") {
		c := directory.ContactPoint{
			Audience: rapid.SampledFrom([]directory.Audience{directory.ForCitizen, directory.ForProfessional, directory.ForMediation, directory.ForMunicipality}).Draw(t, "audience"),
			Function: maybe(word).Draw(t, "function"), Hours: open.Draw(t, "contact hours"), Limited: rapid.Bool().Draw(t, "limited"),
			Phone: maybe(phone).Draw(t, "phone"), Email: maybe(email).Draw(t, "email"), URL: maybe(site).Draw(t, "url"),
		}
		if c.Phone+c.Email+c.URL == "" {
			c.Phone = "112"
		}
		s.Contacts = append(s.Contacts, c)
	}
	for range rapid.IntRange(0, 2).Draw(t, "links") {
		s.Links = append(s.Links, directory.Link{Label: maybe(word).Draw(t, "label"), URL: site.Draw(t, "link")})
	}
	return s
}

// through writes a resource as it is served and reads it as a client does.
func through[R r4.Resource](t interface{ Fatal(...any) }, r R) R {
	b, err := r4.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	back, err := r4.Unmarshal(b)
	if err != nil {
		t.Fatal(err, string(b))
	}
	return back.(R)
}

// ★ What is rendered loses nothing: who reads it has what the directory has, but for what is not public.
func TestNothingIsLost(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]render.Config{"kept": kept, "bare": {}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, config)
			rapid.Check(t, func(t *rapid.T) {
				of := h.drawOrganization(t)
				back, err := h.ReadOrganization(through(t, h.Organization(&of)))
				if err != nil || back != of {
					t.Fatalf("organisation %+v, %v\nwant %+v", back, err, of)
				}
				s := h.drawService(t, &of)
				places := map[string]directory.Location{}
				for i := range s.Locations {
					l := through(t, h.Location(&s.Locations[i], &s, &of))
					if places[l.ID], err = h.ReadLocation(l); err != nil {
						t.Fatal(err)
					}
				}
				got, err := h.ReadService(through(t, h.Service(&s, &of)), func(id string) (directory.Location, bool) { l, ok := places[id]; return l, ok })
				want := s
				want.Contacts = nil
				for _, c := range s.Contacts {
					if c.Audience != directory.ForProfessional {
						want.Contacts = append(want.Contacts, c)
					}
				}
				if err != nil || !reflect.DeepEqual(got, want) {
					t.Fatalf("service %+v, %v\nwant %+v", got, err, want)
				}
			})
		})
	}
}

// What is not public is not rendered, and the same thing always gives the same bytes.
func TestServiceSaysWhatEverybodyMayKnow(t *testing.T) {
	t.Parallel()
	h := newHouse(t, kept)
	of := network.Organization{ID: id.From[network.OrganizationID]("o"), Kind: network.Provider, Name: "Praktijk", URA: "12345678"}
	s := directory.Service{
		ID: id.From[directory.ServiceID]("s"), Version: 7, State: directory.Shown, Organization: of.ID, OrganizationName: of.Name, Name: "Spreekuur",
		Discipline: "huisartsenzorg", Kind: h.tables.Directory.Kinds[0].Code, Source: "marker-file.csv", SourceKey: "marker-key",
		Contacts: []directory.ContactPoint{{Audience: directory.ForProfessional, Function: "marker-function", Phone: "marker-phone"}, {Audience: directory.ForCitizen, Phone: "112"}},
	}
	first, err := r4.Marshal(h.Service(&s, &of))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(first), "marker") {
		t.Errorf("what is not public is rendered: %s", first)
	}
	if !strings.Contains(string(first), `"112"`) {
		t.Errorf("a citizen's number is missing: %s", first)
	}
	s.Version = 8
	if second, err := r4.Marshal(h.Service(&s, &of)); err != nil || string(second) != string(first) {
		t.Errorf("the same entry gives other bytes: %s, %v", second, err)
	}
}

func TestOthersResourcesAreNotOurs(t *testing.T) {
	t.Parallel()
	h := newHouse(t, kept)
	var s r4.HealthcareService
	if err := json.Unmarshal([]byte(`{"resourceType":"HealthcareService","id":"1","name":"x","providedBy":{"reference":"Organization/1"}}`), &s); err != nil {
		t.Fatal(err)
	}
	if _, err := h.ReadService(&s, nil); err == nil {
		t.Error("a service of somebody else was read as ours")
	}
	if _, err := h.ReadOrganization(&r4.Organization{ID: "1", Name: "x"}); err == nil {
		t.Error("an organisation of somebody else was read as ours")
	}
	if _, err := h.ReadLocation(&r4.Location{ID: "1", Name: "x"}); err == nil {
		t.Error("a location of somebody else was read as ours")
	}
}
