package demo

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"eerstelijn/internal/access"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/geo"
	"eerstelijn/internal/hours"
	"eerstelijn/internal/network"
)

func TestRegionIsTheSameEachTime(t *testing.T) {
	t.Parallel()
	if !reflect.DeepEqual(Region(testNow), Region(testNow)) {
		t.Error("two runs differ")
	}
	later := Region(testNow.AddDate(0, 2, 0))
	for i, s := range Region(testNow).Services {
		if s.ID != later.Services[i].ID || s.Name != later.Services[i].Name || !reflect.DeepEqual(s.Contacts, later.Services[i].Contacts) {
			t.Fatalf("%s changes with the date", s.Name)
		}
	}
}

func TestNothingIsNamedTwice(t *testing.T) {
	t.Parallel()
	d := Region(testNow)
	seen := map[string]string{}
	once := func(sort, key, who string) {
		t.Helper()
		if key == "" {
			t.Errorf("%s has no %s", who, sort)
		} else if other, ok := seen[sort+key]; ok {
			t.Errorf("%s %q belongs to %s and to %s", sort, key, other, who)
		}
		seen[sort+key] = who
	}
	for _, p := range d.Postcodes {
		once("postcode", p.PC4, p.Place)
	}
	for _, o := range d.Organizations {
		once("id", string(o.ID), o.Name)
		once("organisation", o.Name, o.Name)
		once("phone", o.Phone, o.Name)
	}
	for _, p := range d.People {
		once("id", string(p.ID), p.Name)
		once("person", p.Name, p.Name)
		once("email", p.Email, p.Name)
	}
	for _, r := range d.Regions {
		once("id", string(r.ID), r.Name)
		once("region slug", r.Slug, r.Name)
		once("phone", r.RESV.Contact.Phone, r.Name)
	}
	for _, w := range d.Wijkverbanden {
		once("id", string(w.ID), w.Name)
		once("wijkverband slug", w.Slug, w.Name)
		for _, c := range w.Contacts {
			once("id", string(c.ID), w.Name+" "+c.Function)
			once("phone", c.Reach.Phone, w.Name+" "+c.Function)
		}
		for _, a := range w.Primary {
			once("primary", string(a), w.Name)
		}
	}
	for _, s := range d.Services {
		once("id", string(s.ID), s.Name)
		once("source key", s.SourceKey, s.Name)
		once("service", s.Name, s.Name)
		for _, l := range s.Locations {
			once("id", string(l.ID), s.Name)
		}
		for _, c := range s.Contacts {
			if c.Phone != "" {
				once("phone", c.Phone, s.Name+" "+c.Function)
			}
		}
	}
}

func TestEverythingThatIsNamedExists(t *testing.T) {
	t.Parallel()
	d := Region(testNow)
	parties, people, areas := map[network.OrganizationID]bool{}, map[network.PersonID]bool{}, map[network.AreaCode]bool{}
	verbanden, regions := map[network.WijkverbandID]bool{"": true}, map[network.RegionID]bool{"": true}
	for _, o := range d.Organizations {
		parties[o.ID] = true
	}
	for _, a := range d.Areas {
		areas[a.Code] = true
	}
	for _, w := range d.Wijkverbanden {
		verbanden[w.ID] = true
	}
	for _, r := range d.Regions {
		regions[r.ID] = true
		if !parties[r.RESV.Organization] || len(r.RESV.Tasks) != 5 || !r.Center.InNetherlands() {
			t.Errorf("%s is not complete: %+v", r.Name, r)
		}
		for _, a := range r.Areas {
			if !areas[a] {
				t.Errorf("%s covers %s, which is nowhere", r.Name, a)
			}
		}
	}
	for _, p := range d.People {
		people[p.ID] = true
		if p.Organization != "" && !parties[p.Organization] || !regions[p.Region] || !verbanden[p.Wijkverband] {
			t.Errorf("%s names what is not there: %+v", p.Name, p)
		}
	}
	for _, w := range d.Wijkverbanden {
		for _, c := range w.Contacts {
			if c.Person != "" && !people[c.Person] || !parties[c.Organization] || c.Function == "" {
				t.Errorf("a contact of %s names who is not there: %+v", w.Name, c)
			}
		}
		for _, n := range w.Nursing {
			if !parties[n.Practice] || !parties[n.Team] {
				t.Errorf("%s coordinates nursing for who is not there: %+v", w.Name, n)
			}
		}
		for _, a := range append(slices.Clone(w.Areas), w.Primary...) {
			if !areas[a] {
				t.Errorf("%s works in %s, which is nowhere", w.Name, a)
			}
		}
	}
	shapes := map[network.AreaCode]network.Area{}
	for _, a := range d.Areas {
		shapes[a.Code] = a
	}
	for _, s := range d.Services {
		if !parties[s.Organization] {
			t.Errorf("%s belongs to nobody", s.Name)
		}
		for _, a := range s.ServedAreas {
			if !areas[a] {
				t.Errorf("%s serves %s, which is nowhere", s.Name, a)
			}
		}
		for _, l := range s.Locations {
			if !geo.Contains(shapes[l.Area].Geometry, l.Point) {
				t.Errorf("%s stands outside its wijk %s", s.Name, l.Area)
			}
		}
	}
}

// allTexts visits every text that people can read.
func allTexts(d Data, visit func(who, text string)) {
	for _, o := range d.Organizations {
		for _, text := range []string{o.Name, o.Website, o.Email} {
			visit(o.Name, text)
		}
	}
	for _, s := range d.Services {
		for _, text := range append([]string{s.Name, s.Description}, s.Keywords...) {
			visit(s.Name, text)
		}
		for _, c := range s.Contacts {
			visit(s.Name, c.Function)
			visit(s.Name, c.Email)
			visit(s.Name, c.URL)
		}
		for _, l := range s.Links {
			visit(s.Name, l.URL)
		}
	}
}

func TestNobodyRealCanBeReached(t *testing.T) {
	t.Parallel()
	d := Region(testNow)
	phone := func(who, number string) {
		t.Helper()
		// 099 is not in the numbering plan: all area codes, service codes and mobile networks begin otherwise.
		if number != "" && (!strings.HasPrefix(number, "099 ") || len(strings.ReplaceAll(number, " ", "")) != 10) {
			t.Errorf("%s can be called at %q", who, number)
		}
	}
	address := func(who, text string) {
		t.Helper()
		for word := range strings.FieldsSeq(text) {
			if at := strings.IndexAny(word, "@/"); at < 0 || !strings.Contains(word, "@") && !strings.Contains(word, "://") {
				continue
			}
			host := word[strings.LastIndex(word, "@")+1:]
			if _, rest, ok := strings.Cut(word, "://"); ok {
				host, _, _ = strings.Cut(rest, "/")
			}
			if !strings.HasSuffix(host, ".example") {
				t.Errorf("%s has the address %q", who, word)
			}
		}
	}
	allTexts(d, address)
	for _, o := range d.Organizations {
		phone(o.Name, o.Phone)
		if o.URA+o.AGB+o.KvK != "" {
			t.Errorf("%s has a number that may be somebody's", o.Name)
		}
	}
	for _, p := range d.People {
		address(p.Name, p.Email)
	}
	for _, r := range d.Regions {
		phone(r.Name, r.RESV.Contact.Phone)
		address(r.Name, r.RESV.Contact.Email+" "+r.RESV.Website)
	}
	for _, w := range d.Wijkverbanden {
		address(w.Name, w.Website)
		for _, c := range w.Contacts {
			phone(w.Name, c.Reach.Phone)
			address(w.Name, c.Reach.Email)
		}
	}
	for _, s := range d.Services {
		for _, c := range s.Contacts {
			phone(s.Name, c.Phone)
		}
	}
}

func TestTextsAreFinished(t *testing.T) {
	t.Parallel()
	allTexts(Region(testNow), func(who, text string) {
		if strings.ContainsAny(text, "{}") || strings.Contains(text, "  ") {
			t.Errorf("%s says %q", who, text)
		}
	})
}

func TestAllHoursCanBeRead(t *testing.T) {
	t.Parallel()
	for _, o := range catalogue {
		for _, text := range o.hours {
			if h, err := hours.Parse(text); err != nil || !h.Opens() {
				t.Errorf("%s: %q: %v", o.names[0], text, err)
			}
		}
	}
	for _, s := range Region(testNow).Services {
		h, err := hours.Parse(s.Hours)
		if err != nil || !h.Opens() || h.String() != s.Hours {
			t.Errorf("%s: %q: %v", s.Name, s.Hours, err)
		}
	}
}

func TestServicesAreManyAndVaried(t *testing.T) {
	t.Parallel()
	d := Region(testNow)
	here := map[string]int{}
	disciplines, kinds, texts := map[network.DisciplineCode]int{}, map[string]int{}, map[string]bool{}
	insurers, languages, accesses, modes, costs := map[string]int{}, map[string]int{}, map[directory.Access]int{}, map[directory.Mode]int{}, map[directory.Cost]int{}
	overdue, never := 0, 0
	region := map[network.AreaCode]string{}
	for _, w := range draw().wijken {
		region[w.code] = w.region
	}
	for _, s := range d.Services {
		area := append(slices.Clone(s.ServedAreas), "")[0]
		if len(s.Locations) > 0 {
			area = s.Locations[0].Area
		}
		here[region[area]]++
		disciplines[s.Discipline]++
		kinds[s.Kind]++
		accesses[s.Access]++
		texts[s.Hours] = true
		for _, v := range s.Insurers {
			insurers[v]++
		}
		for _, v := range s.Languages {
			languages[v]++
		}
		for _, v := range s.Modes {
			modes[v]++
		}
		for _, v := range s.Costs {
			costs[v]++
		}
		if s.VerifiedAt.IsZero() {
			never++
		} else if s.VerifiedAt.After(testNow) {
			t.Errorf("%s was confirmed in the future", s.Name)
		}
		if s.Overdue(testNow) {
			overdue++
		}
	}
	t.Logf("services %v; disciplines %v; kinds %v; hours %d; overdue %d, never %d", here, disciplines, kinds, len(texts), overdue, never)
	if here["rivierenzoom"] < 300 || here["duinrand"] < 15 || here["veenkant"] < 15 || here["duinrand"]+here["veenkant"] > 120 {
		t.Errorf("services per region: %v", here)
	}
	if len(disciplines) != 24 || len(kinds) < 48 || len(texts) < 60 || len(insurers) < 5 || len(languages) < 7 || len(accesses) != 3 || len(modes) != 6 || len(costs) != 6 {
		t.Errorf("too little variety: %d disciplines, %d kinds, %d hours, %d insurers, languages %v, %v %v %v",
			len(disciplines), len(kinds), len(texts), len(insurers), languages, accesses, modes, costs)
	}
	if overdue < len(d.Services)/20 || overdue > len(d.Services)/5 || never < 3 || never > overdue {
		t.Errorf("%d of %d services are overdue, %d never confirmed", overdue, len(d.Services), never)
	}
}

func TestEveryRoleCanBePlayed(t *testing.T) {
	t.Parallel()
	there := map[access.Role]int{}
	for _, p := range Region(testNow).People {
		there[access.Role(p.Role)]++
	}
	for _, r := range []access.Role{access.Patient, access.Representative, access.Professional, access.TransferDesk, access.ProviderAdmin, access.Coordinator,
		access.RESVStaff, access.RESVBoard, access.Insurer, access.Municipality, access.National, access.PlatformAdmin, access.Auditor} {
		if there[r] == 0 {
			t.Errorf("nobody is %s", r)
		}
		delete(there, r)
	}
	if len(there) > 0 {
		t.Errorf("unknown roles: %v", slices.Collect(maps.Keys(there)))
	}
}
