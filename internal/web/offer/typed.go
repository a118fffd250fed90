package offer

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/geo"
	"eerstelijn/internal/hours"
	"eerstelijn/internal/network"
)

// typed is a form as somebody filled it in. Its fields are named as package directory names what is
// wrong; those of a list have the number of the item: 'contacts[0].phone'.
type typed url.Values

func (f typed) get(name string) string         { return strings.TrimSpace(url.Values(f).Get(name)) }
func (f typed) set(name, value string)         { url.Values(f).Set(name, value) }
func (f typed) all(name string) []string       { return f[name] }
func (f typed) has(name, value string) bool    { return contains(f[name], value) }
func (f typed) version() (v int64, ok bool)    { return f.number("version") }
func part(list string, i int, k string) string { return list + "[" + strconv.Itoa(i) + "]." + k }

func (f typed) number(name string) (int64, bool) {
	n, err := strconv.ParseInt(f.get(name), 10, 64)
	return n, err == nil && n > 0
}

// mostRows bounds a list of the form; an entry may hold as many.
const mostRows = 50

// rowFields are what makes a row of a list filled in.
var rowFields = map[string][]string{
	"locations": {"name", "street", "postcode", "city"},
	"contacts":  {"function", "phone", "email", "url", "hours"},
	"links":     {"label", "url"},
}

// filled is the number of rows up to the last that says something.
func (f typed) filled(list string) int {
	for i := mostRows - 1; i >= 0; i-- {
		if f.says(list, i) {
			return i + 1
		}
	}
	return 0
}

func (f typed) says(list string, i int) bool {
	for _, k := range rowFields[list] {
		if f.get(part(list, i, k)) != "" {
			return true
		}
	}
	return false
}

func contains(list []string, v string) bool {
	for _, s := range list {
		if s == v {
			return true
		}
	}
	return false
}

// write fills a form with an entry.
func (p Page) write(s *directory.Service) typed {
	f := typed{}
	for name, value := range map[string]string{
		"version": strconv.FormatInt(s.Version, 10), "name": s.Name, "kind": s.Kind, "discipline": string(s.Discipline),
		"description": s.Description, "keywords": strings.Join(s.Keywords, ", "), "hours": sayHours(s.Hours), "read": s.Hours,
		"access": string(s.Access), "insurers": strings.Join(s.Insurers, ", "), "partners": strings.Join(s.Partners, "\n"),
		"servedAreas": p.sayAreas(s.ServedAreas),
	} {
		f.set(name, value)
	}
	if f.get("insurers") == "*" {
		f.set("insurers", everyInsurer)
	}
	f["targetGroups"], f["languages"], f["accessibility"] = s.TargetGroups, s.Languages, s.Accessibility
	f["costs"], f["modes"] = texts(s.Costs), texts(s.Modes)
	for i, l := range s.Locations {
		f.row("locations", i, map[string]string{"id": string(l.ID), "name": l.Name, "street": l.Street, "postcode": l.Postcode, "city": l.City})
	}
	for i, c := range s.Contacts {
		limited := ""
		if c.Limited {
			limited = "ja"
		}
		f.row("contacts", i, map[string]string{"audience": string(c.Audience), "function": c.Function, "phone": c.Phone, "email": c.Email,
			"url": c.URL, "hours": sayHours(c.Hours), "limited": limited})
	}
	for i, l := range s.Links {
		f.row("links", i, map[string]string{"label": l.Label, "url": l.URL})
	}
	return f
}

func (f typed) row(list string, i int, values map[string]string) {
	for k, v := range values {
		f.set(part(list, i, k), v)
	}
}

func texts[T ~string](list []T) (out []string) {
	for _, v := range list {
		out = append(out, string(v))
	}
	return out
}

func codes[T ~string](list []string) (out []T) {
	for _, v := range list {
		out = append(out, T(v))
	}
	return out
}

// everyInsurer is what people type for the code *.
const everyInsurer = "alle"

// sayHours says hours as people type them, when that reads back as the same; else as they are stored.
func sayHours(osm string) string {
	h, err := hours.Parse(osm)
	if err != nil || !h.Known() {
		return osm
	}
	if again, err := hours.ParseDutch(h.Dutch()); err == nil && again.String() == h.String() {
		return h.Dutch()
	}
	return osm
}

// wrong collects what is wrong, by field.
type wrong []fault.Field

func (w *wrong) add(field, nl string) {
	*w = append(*w, fault.Field{Name: field, Text: fault.Text{NL: nl, EN: "see the Dutch text"}})
}

// read makes an entry of a form. base is the version that it was made from: what no field asks stays as
// it was there. wrong is what cannot be read at all; what it says is checked by package directory.
func (p Page) read(ctx context.Context, f typed, base directory.Service) (s directory.Service, bad wrong, err error) {
	s = base
	s.Name, s.Kind, s.Discipline = f.get("name"), f.get("kind"), network.DisciplineCode(f.get("discipline"))
	s.Description, s.Keywords = f.get("description"), split(f.get("keywords"), ",")
	s.TargetGroups, s.Languages, s.Accessibility = f.all("targetGroups"), f.all("languages"), f.all("accessibility")
	s.Costs, s.Modes = codes[directory.Cost](f.all("costs")), codes[directory.Mode](f.all("modes"))
	s.Access = directory.Access(f.get("access"))
	if s.Insurers = split(f.get("insurers"), ","); len(s.Insurers) == 1 && strings.EqualFold(s.Insurers[0], everyInsurer) {
		s.Insurers = []string{"*"}
	}
	s.Partners = split(f.get("partners"), "\n")
	s.Hours = readHours("hours", f.get("hours"), &bad)
	s.ServedAreas = p.readAreas(f.get("servedAreas"), base.ServedAreas, &bad)
	if s.Locations, err = p.readLocations(ctx, f, base.Locations, &bad); err != nil {
		return s, nil, err
	}
	s.Contacts, s.Links = nil, nil
	for i := range mostRows {
		if f.says("contacts", i) {
			at := func(k string) string { return f.get(part("contacts", i, k)) }
			s.Contacts = append(s.Contacts, directory.ContactPoint{
				Audience: directory.Audience(at("audience")), Function: at("function"), Phone: at("phone"), Email: at("email"), URL: at("url"),
				Hours: readHours(part("contacts", i, "hours"), at("hours"), &bad), Limited: at("limited") != "",
			})
		}
		if f.says("links", i) {
			s.Links = append(s.Links, directory.Link{Label: f.get(part("links", i, "label")), URL: f.get(part("links", i, "url"))})
		}
	}
	return s, bad, nil
}

func split(text, by string) (out []string) {
	for v := range strings.SplitSeq(text, by) {
		if v = strings.TrimSpace(v); v != "" {
			out = append(out, v)
		}
	}
	return out
}

func readHours(field, text string, bad *wrong) string {
	if text == "" {
		return ""
	}
	h, err := hours.ParseDutch(text)
	if err != nil {
		words := fault.Safe(err).Text.NL
		if fields := fault.Safe(err).Fields; len(fields) > 0 {
			words = fields[0].NL
		}
		bad.add(field, words)
	}
	return h.String()
}

// readLocations gives each location its place on the map: as it was while its postcode is the same,
// else the middle of the postcode.
func (p Page) readLocations(ctx context.Context, f typed, base []directory.Location, bad *wrong) (all []directory.Location, err error) {
	for i := range mostRows {
		if !f.says("locations", i) {
			continue
		}
		at := func(k string) string { return f.get(part("locations", i, k)) }
		l := directory.Location{ID: directory.LocationID(at("id")), Name: at("name"), Street: at("street"), Postcode: at("postcode"), City: at("city")}
		was := directory.Location{}
		for _, b := range base {
			if b.ID == l.ID && l.ID != "" {
				was = b
			}
		}
		if was.ID == "" {
			l.ID = "" // not one of this entry's: it gets a new one
		}
		digits := strings.Join(strings.Fields(l.Postcode), "")
		if strings.EqualFold(digits, strings.Join(strings.Fields(was.Postcode), "")) && was.Point != (geo.Point{}) {
			l.Point, l.Area = was.Point, was.Area
		} else {
			place, err := p.Network.Postcode(ctx, digits[:min(4, len(digits))])
			switch kind := fault.KindOf(err); {
			case err == nil:
				l.Point, l.Area = place.Point, place.Area
			case kind == fault.NotFound || kind == fault.Invalid:
				bad.add(part("locations", i, "postcode"), "Deze postcode kennen wij niet. Vul er een in zoals 1234 AB: zo weten wij waar het is.")
			default:
				return nil, err
			}
		}
		all = append(all, l)
	}
	return all, nil
}
