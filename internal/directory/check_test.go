package directory_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/geo"
	"eerstelijn/internal/network"
)

// lists are code lists of one of each.
var lists = directory.NewTables(
	[]directory.Kind{{Code: "huisartspraktijk", Name: "Huisartspraktijk", VerifyDays: 182}},
	[]directory.TargetGroup{{Code: "iedereen", Name: "Iedereen"}},
	[]directory.Feature{{Code: "wheelchair", Name: "Rolstoel"}},
	[]directory.Language{{Code: "nl", Name: "Nederlands"}, {Code: "en", Name: "Engels"}},
	map[network.DisciplineCode]string{"huisartsenzorg": "Huisartsenzorg"})

func TestCheckNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	type entry = directory.Service
	for name, c := range map[string]struct {
		change func(*entry)
		field  string // '' when nothing is wrong
		en     string // part of what is said
	}{
		"nothing wrong":                  {func(s *entry) {}, "", ""},
		"no name":                        {func(s *entry) { s.Name = "  " }, "name", "required"},
		"a name that is too long":        {func(s *entry) { s.Name = strings.Repeat("é", 201) }, "name", "at most 200"},
		"a long name":                    {func(s *entry) { s.Name = strings.Repeat("é", 200) }, "", ""},
		"a name with a zero byte":        {func(s *entry) { s.Name = "De\x00Brug" }, "name", "cannot be read"},
		"a name that is no UTF-8":        {func(s *entry) { s.Name = "De Br\xfcg" }, "name", "cannot be read"},
		"a long story":                   {func(s *entry) { s.Description = strings.Repeat("x", 10<<20) }, "description", "at most 5000"},
		"a story in two paragraphs":      {func(s *entry) { s.Description = "Eén.\r\n\r\nTwee." }, "", ""},
		"no organisation":                {func(s *entry) { s.Organization = "" }, "organization", "required"},
		"an unknown discipline":          {func(s *entry) { s.Discipline = "haarzorg" }, "discipline", "unknown discipline"},
		"no discipline":                  {func(s *entry) { s.Discipline = "" }, "discipline", "unknown discipline"},
		"an unknown kind":                {func(s *entry) { s.Kind = "kapper" }, "kind", "unknown kind"},
		"an unknown state":               {func(s *entry) { s.State = "gone" }, "state", "one of [draft shown hidden]"},
		"an unknown access":              {func(s *entry) { s.Access = "maybe" }, "access", "one of"},
		"access not known":               {func(s *entry) { s.Access = "" }, "", ""},
		"an unknown cost":                {func(s *entry) { s.Costs = []directory.Cost{"cheap"} }, "costs[0]", "one of"},
		"an unknown mode":                {func(s *entry) { s.Modes = []directory.Mode{"fax"} }, "modes[0]", "one of"},
		"an unknown group":               {func(s *entry) { s.TargetGroups = []string{"iedereen", "katten"} }, "targetGroups[1]", "unknown target group"},
		"an unknown language":            {func(s *entry) { s.Languages = []string{"nl", "Engels"} }, "languages[1]", "ISO 639"},
		"an unknown feature":             {func(s *entry) { s.Accessibility = []string{"slide"} }, "accessibility[0]", "unknown accessibility"},
		"too many words":                 {func(s *entry) { s.Keywords = words(51) }, "keywords", "at most 50"},
		"no place":                       {func(s *entry) { s.Locations = nil }, "place", "no place"},
		"an address without coordinates": {func(s *entry) { s.Locations[0].Point = geo.Point{} }, "place", "no place"},
		"a served area only":             {func(s *entry) { s.Locations, s.ServedAreas = nil, []network.AreaCode{"GM0363"} }, "", ""},
		"swapped coordinates":            {func(s *entry) { s.Locations[0].Point = geo.Point{Lat: 5.12, Lon: 52.09} }, "locations[0].point", "swapped"},
		"a place abroad":                 {func(s *entry) { s.Locations[0].Point = geo.Point{Lat: 48.85, Lon: 2.35} }, "locations[0].point", "not in the Netherlands"},
		"RD coordinates":                 {func(s *entry) { s.Locations[0].Point = geo.Point{Lat: 455_000, Lon: 136_000} }, "locations[0].point", "expected degrees"},
		"no number for a coordinate":     {func(s *entry) { s.Locations[0].Point.Lat = math.NaN() }, "locations[0].point", "not coordinates"},
		"an island":                      {func(s *entry) { s.Locations[0].Point = geo.Point{Lat: 12.15, Lon: -68.27} }, "", ""},
		"one location twice":             {func(s *entry) { s.Locations = append(s.Locations, s.Locations[0]) }, "locations[1]", "twice"},
		"a postcode that is none":        {func(s *entry) { s.Locations[0].Postcode = "12345" }, "locations[0].postcode", "1234 AB"},
		"a postcode that starts with 0":  {func(s *entry) { s.Locations[0].Postcode = "0123 AB" }, "locations[0].postcode", "1234 AB"},
		"a postcode with SS":             {func(s *entry) { s.Locations[0].Postcode = "1234 SS" }, "locations[0].postcode", "1234 AB"},
		"a postcode as people write it":  {func(s *entry) { s.Locations[0].Postcode = " 1234ab " }, "", ""},
		"four digits":                    {func(s *entry) { s.Locations[0].Postcode = "1234" }, "", ""},
		"an area by name":                {func(s *entry) { s.Locations[0].Area = "Centrum" }, "locations[0].area", "CBS code"},
		"a served area that is none":     {func(s *entry) { s.ServedAreas = []network.AreaCode{"WK0363"} }, "servedAreas[0]", "CBS code"},
		"hours that cannot be read":      {func(s *entry) { s.Hours = "soms" }, "hours", ""},
		"hours that never open":          {func(s *entry) { s.Hours = "Mo-Su off" }, "hours", "never open"},
		"long hours":                     {func(s *entry) { s.Hours = strings.Repeat("Mo 08:00-09:00; ", 100) }, "hours", "at most 1000"},
		"hours not known":                {func(s *entry) { s.Hours = "" }, "", ""},
		"always open":                    {func(s *entry) { s.Hours = "24/7" }, "", ""},
		"a contact without a way":        {func(s *entry) { s.Contacts[0].Phone = "" }, "contacts[0]", "needs a phone number"},
		"a contact for nobody":           {func(s *entry) { s.Contacts[0].Audience = "" }, "contacts[0].audience", "one of"},
		"a phone number in words":        {func(s *entry) { s.Contacts[0].Phone = "bel Jan" }, "contacts[0].phone", "not a phone number"},
		"a phone number of two digits":   {func(s *entry) { s.Contacts[0].Phone = "12" }, "contacts[0].phone", "not a phone number"},
		"the emergency number":           {func(s *entry) { s.Contacts[0].Phone = "112" }, "", ""},
		"a foreign number":               {func(s *entry) { s.Contacts[0].Phone = "+32 (0)2 123.45.67" }, "", ""},
		"an address without a host":      {func(s *entry) { s.Contacts[0].Email = "balie@" }, "contacts[0].email", "not an e-mail address"},
		"an address with a name":         {func(s *entry) { s.Contacts[0].Email = "Balie <balie@voorbeeld.nl>" }, "contacts[0].email", "not an e-mail address"},
		"an address":                     {func(s *entry) { s.Contacts[0].Email = "balie@voorbeeld.nl" }, "", ""},
		"a script for a web address":     {func(s *entry) { s.Contacts[0].URL = "javascript:alert(1)" }, "contacts[0].url", "https://"},
		"a contact's wrong hours":        {func(s *entry) { s.Contacts[0].Hours = "Mo 25:00" }, "contacts[0].hours", ""},
		"a link to a file":               {func(s *entry) { s.Links[0].URL = "file:///etc/passwd" }, "links[0].url", "https://"},
		"a link without an address":      {func(s *entry) { s.Links[0].URL = "" }, "links[0].url", "required"},
		"a link with a password":         {func(s *entry) { s.Links[0].URL = "https://a:b@debrug.example/" }, "links[0].url", "https://"},
		"a link without a host":          {func(s *entry) { s.Links[0].URL = "https:///pad" }, "links[0].url", "https://"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := practice()
			c.change(&s)
			fields := directory.Check(directory.Clean(s), lists)
			if c.field == "" {
				if len(fields) > 0 {
					t.Errorf("objects: %+v", fields)
				}
				return
			}
			if len(fields) != 1 || fields[0].Name != c.field {
				t.Fatalf("names %+v, want %s", fields, c.field)
			}
			if f := fields[0]; !strings.Contains(f.EN, c.en) || f.NL == "" || f.EN == "" {
				t.Errorf("says %q and %q, want %q", f.NL, f.EN, c.en)
			}
		})
	}
}

func words(n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = strings.Repeat("w", i+1)
	}
	return list
}

func TestCleanWritesOneWay(t *testing.T) {
	t.Parallel()
	s := practice()
	s.Name, s.Hours, s.Keywords = "  De \t Brug ", "Mo,Tu,We,Th,Fr 08:00-17:00", []string{" a", "a", "", "b  c"}
	s.Locations[0].Postcode = "1234ab"
	given := s.Locations[0]
	got := directory.Clean(s)
	if got.Name != "De Brug" || got.Hours != "Mo-Fr 08:00-17:00" || !cmp.Equal(got.Keywords, []string{"a", "b c"}) || got.Locations[0].Postcode != "1234 AB" || got.Locations[0].ID == "" {
		t.Errorf("%+v", got)
	}
	if s.Locations[0] != given {
		t.Error("the caller's own list was changed")
	}
	if diff := cmp.Diff(got, directory.Clean(got)); diff != "" {
		t.Errorf("clean twice differs from once:\n%s", diff)
	}
}

// FuzzCheck takes any entry: Check and Clean never panic, what passes is bounded and readable, and
// cleaning twice is cleaning once.
func FuzzCheck(f *testing.F) {
	for _, s := range []directory.Service{practice(), {}, {Name: "x", Hours: "24/7", Locations: []directory.Location{{Postcode: "é"}}}} {
		b, err := json.Marshal(s)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(b), "text")
	}
	f.Fuzz(func(t *testing.T, entry, words string) {
		var s directory.Service
		if json.Unmarshal([]byte(entry), &s) != nil {
			s = practice()
		}
		s.Description += words
		if len(s.Locations) > 0 {
			s.Locations[0].Postcode += words
		}
		if len(s.Contacts) > 0 {
			s.Contacts[0].Phone, s.Contacts[0].Email, s.Contacts[0].URL = words, s.Contacts[0].Phone+words, "https://"+words
		}
		clean := directory.Clean(s)
		if diff := cmp.Diff(clean, directory.Clean(clean)); diff != "" {
			t.Errorf("clean twice differs:\n%s", diff)
		}
		fields := directory.Check(clean, lists)
		for _, f := range fields {
			if f.Name == "" || f.NL == "" || f.EN == "" {
				t.Errorf("a fault without words: %+v", f)
			}
		}
		if len(fields) == 0 {
			b, err := json.Marshal(clean)
			if err != nil || !utf8.Valid(b) || len(b) > 1<<20 || strings.ContainsRune(clean.Description, 0) {
				t.Errorf("passed, but cannot be kept: %v, %d bytes", err, len(b))
			}
		}
	})
}
