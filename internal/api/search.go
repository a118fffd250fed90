package api

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/finding"
	"eerstelijn/internal/network"
)

// Search is what can be asked of the directory, in an address or in a body.
type Search struct {
	Q           string   `query:"q" json:"q,omitempty" maxLength:"200" doc:"Woorden. Wat een burger zelf intypt, hoort in het bericht van POST /services/search en niet in een adres."`
	Discipline  []string `query:"discipline" json:"discipline,omitempty" doc:"Codes uit /disciplines, met komma's of herhaald; één ervan moet passen." example:"fysiotherapie"`
	Kind        string   `query:"kind" json:"kind,omitempty" doc:"Code uit /kinds."`
	Near        string   `query:"near" json:"near,omitempty" doc:"Plek: breedte en lengte in graden (WGS 84). Geef hooguit één van near, postcode en area." example:"52.09,5.12"`
	Postcode    string   `query:"postcode" json:"postcode,omitempty" doc:"Plek: de vier cijfers van een postcode."`
	Area        string   `query:"area" json:"area,omitempty" doc:"Alleen aanbod in deze gemeente of wijk (CBS-code)."`
	Radius      int      `query:"radius" json:"radius,omitempty" minimum:"1" maximum:"500000" doc:"Hooguit zoveel meter van near of postcode."`
	OpenAt      string   `query:"open_at" json:"open_at,omitempty" doc:"Alleen wat op dit moment zeker open is (RFC 3339)." example:"2026-11-24T09:30:00Z"`
	Language    string   `query:"language" json:"language,omitempty" doc:"Taal waarin men u helpt (ISO 639)."`
	Mode        string   `query:"mode" json:"mode,omitempty" enum:"on-site,home-visit,phone,video,e-consult,group" doc:"Manier waarop."`
	TargetGroup string   `query:"target_group" json:"target_group,omitempty" doc:"Code van de doelgroep."`
	Insurer     string   `query:"insurer" json:"insurer,omitempty" maxLength:"100" doc:"Code van de verzekeraar met wie er zeker een contract is."`
	Direct      bool     `query:"direct" json:"direct,omitempty" doc:"true: alleen zonder verwijzing."`
	Accepting   string   `query:"accepting" json:"accepting,omitempty" enum:"yes" doc:"yes: alleen wat nu zeker plek heeft."`
	MaxWait     int      `query:"max_wait" json:"max_wait,omitempty" minimum:"1" maximum:"3650" doc:"Alleen waar men hooguit zoveel dagen wacht, of waar nu plek is en geen wachttijd bekend is."`
	Limit       int      `query:"limit" json:"limit,omitempty" minimum:"1" maximum:"200" default:"20" doc:"Aantal per bladzijde."`
	Cursor      string   `query:"cursor" json:"cursor,omitempty" maxLength:"1000" doc:"De next van de bladzijde ervoor; de rest van de vraag blijft gelijk."`
}

// readSearch reads the parameters of GET /services. huma's reading by reflection costs as much as
// the search itself, so this route does its own; a test keeps the two the same.
func readSearch(raw string) (in Search, err error) {
	var seen uint32
	for p, err := range pairs(raw) {
		if err != nil {
			return in, err
		}
		bit, err := in.set(p.name, p.value)
		switch {
		case err != nil:
			return in, err
		case seen&bit != 0 && p.name != "discipline":
			return in, twice(p.name)
		}
		seen |= bit
	}
	return in, nil
}

// set fills one parameter and gives a bit that is its own.
func (in *Search) set(name, value string) (bit uint32, err error) {
	text := func(n int, to *string) (uint32, error) {
		*to = value
		return 1 << n, nil
	}
	number := func(n int, to *int) (uint32, error) {
		if value == "" {
			return 1 << n, nil
		}
		if *to, err = strconv.Atoi(value); err != nil {
			return 0, fault.InvalidField(name, "Geef een heel getal.", "expected a whole number")
		}
		if *to == 0 {
			*to = -1 // given, unlike an absent one; no parameter takes 0
		}
		return 1 << n, nil
	}
	switch name {
	case "q":
		return text(0, &in.Q)
	case "discipline":
		for code := range strings.SplitSeq(value, ",") {
			if code != "" {
				in.Discipline = append(in.Discipline, code)
			}
		}
		return 1 << 1, nil
	case "kind":
		return text(2, &in.Kind)
	case "near":
		return text(3, &in.Near)
	case "postcode":
		return text(4, &in.Postcode)
	case "area":
		return text(5, &in.Area)
	case "radius":
		return number(6, &in.Radius)
	case "open_at":
		return text(7, &in.OpenAt)
	case "language":
		return text(8, &in.Language)
	case "mode":
		return text(9, &in.Mode)
	case "target_group":
		return text(10, &in.TargetGroup)
	case "insurer":
		return text(11, &in.Insurer)
	case "direct":
		switch value {
		case "true":
			in.Direct = true
		case "false", "":
		default:
			return 0, fault.InvalidField(name, "Geef true of false.", "expected true or false")
		}
		return 1 << 12, nil
	case "accepting":
		return text(15, &in.Accepting)
	case "max_wait":
		return number(16, &in.MaxWait)
	case "limit":
		return number(13, &in.Limit)
	case "cursor":
		return text(14, &in.Cursor)
	}
	return 0, unknown(name)
}

// query makes the question for the index. All wrong fields are named at once.
func (s *server) query(in *Search, r request) (q finding.Query, err error) {
	tables := s.Finder.Tables()
	if tables == nil {
		return q, starting()
	}
	var wrong []fault.Field
	check := func(err error) error {
		e, ok := err.(*fault.Error)
		if ok && e.Kind == fault.Invalid {
			wrong = append(wrong, e.Fields...)
			return nil
		}
		return err
	}
	q = finding.Query{
		Words: in.Q, Disciplines: in.Discipline, Kind: in.Kind, TargetGroup: in.TargetGroup, Language: in.Language,
		Insurer: in.Insurer, Mode: in.Mode, RadiusM: in.Radius, DirectOnly: in.Direct, Now: r.now, Limit: in.Limit, Cursor: in.Cursor,
	}
	if q.Accepting = in.Accepting != ""; q.Accepting && in.Accepting != finding.Room.Accepting() {
		_ = check(fault.InvalidField("accepting", "Geef yes, of laat dit weg.", "expected yes, or leave it out"))
	}
	if q.MaxWaitDays = in.MaxWait; in.MaxWait != 0 {
		_ = check(numberBetween("max_wait", in.MaxWait, 1, finding.MaxWaitDays))
	}
	if in.Limit != 0 {
		_ = check(numberBetween("limit", in.Limit, 1, finding.MaxLimit))
	}
	if in.Radius != 0 {
		_ = check(numberBetween("radius", in.Radius, 1, finding.MaxRadiusM))
	}
	for _, one := range []func() error{
		func() error { return s.checkCodes(in, tables, r) },
		func() error { return s.place(in, &q, r) },
		func() (err error) {
			if in.OpenAt != "" {
				q.OpenAt, err = r.moment("open_at", in.OpenAt)
			}
			return err
		},
	} {
		if err := check(one()); err != nil {
			return q, err
		}
	}
	return q, fault.InvalidFields(wrong...).OrNil()
}

var plainCode = regexp.MustCompile(`^[\pL\pN ._-]{1,100}$`)

// checkCodes refuses codes that no service can have, rather than find nothing.
func (s *server) checkCodes(in *Search, tables *directory.Tables, r request) error {
	var wrong []fault.Field
	refuse := func(field, nl, en string) {
		wrong = append(wrong, fault.Field{Name: field, Text: fault.Text{NL: nl, EN: en}})
	}
	if len(in.Discipline) > 0 {
		known, err := s.knownDisciplines(r)
		if err != nil {
			return err
		}
		for _, d := range in.Discipline {
			if !known[d] {
				refuse("discipline", "Deze discipline kennen wij niet.", "unknown discipline; see "+base+"/disciplines")
				break
			}
		}
	}
	if in.Kind != "" {
		if _, ok := tables.Kind(in.Kind); !ok {
			refuse("kind", "Deze soort kennen wij niet.", "unknown kind; see "+base+"/kinds")
		}
	}
	if in.TargetGroup != "" && !has(tables.TargetGroups, func(g directory.TargetGroup) bool { return g.Code == in.TargetGroup }) {
		codes := make([]string, len(tables.TargetGroups))
		for i, g := range tables.TargetGroups {
			codes[i] = g.Code
		}
		refuse("target_group", "Deze doelgroep kennen wij niet.", "expected one of: "+strings.Join(codes, ", "))
	}
	if in.Language != "" && !has(tables.Languages, func(l directory.Language) bool { return l.Code == in.Language }) {
		refuse("language", "Deze taal kennen wij niet.", "expected the ISO 639 code of a language, such as tr")
	}
	switch directory.Mode(in.Mode) {
	case "", directory.OnSite, directory.HomeVisit, directory.Phone, directory.Video, directory.EConsult, directory.Group:
	default:
		refuse("mode", "Deze manier kennen wij niet.", "expected one of: on-site, home-visit, phone, video, e-consult, group")
	}
	if in.Insurer != "" && !plainCode.MatchString(in.Insurer) {
		refuse("insurer", "Geef de code van een verzekeraar.", "expected the code of an insurer")
	}
	return fault.InvalidFields(wrong...).OrNil()
}

func has[T any](list []T, is func(T) bool) bool {
	for _, v := range list {
		if is(v) {
			return true
		}
	}
	return false
}

// place reads where somebody is: a point, a postcode or an area.
func (s *server) place(in *Search, q *finding.Query, r request) error {
	given := 0
	for _, v := range []string{in.Near, in.Postcode, in.Area} {
		if v != "" {
			given++
		}
	}
	if given > 1 {
		return fault.InvalidField("near", "Geef één plek.", "expected at most one of near, postcode and area")
	}
	switch {
	case in.Near != "":
		p, err := readPoint(in.Near)
		if err != nil {
			return err
		}
		q.Near = &p
	case in.Postcode != "":
		p, err := s.Network.Postcode(r, in.Postcode)
		if err != nil {
			return asField(err, "postcode", "unknown postcode")
		}
		q.Near = &finding.Point{Lat: p.Point.Lat, Lon: p.Point.Lon}
	case in.Area != "":
		return s.wijken(network.AreaCode(in.Area), q)
	}
	if in.Radius != 0 && q.Near == nil {
		return fault.InvalidField("radius", "Geef bij een afstand ook een plek.", "expected near or postcode beside radius")
	}
	return nil
}

// wijken bounds a question to a wijk, or to all wijken of a municipality.
func (s *server) wijken(code network.AreaCode, q *finding.Query) error {
	atlas := s.Finder.Atlas()
	if atlas == nil {
		return starting()
	}
	kind := code.Kind()
	if _, ok := atlas.Area(code); !ok || kind == network.Buurt {
		return fault.InvalidField("area", "Dit gebied kennen wij niet.", "expected the CBS code of a municipality or wijk, such as GM0363 or WK036304; see "+base+"/areas")
	}
	if q.RadiusM != 0 {
		return fault.InvalidField("radius", "Een afstand past niet bij een gebied.", "expected near or postcode beside radius, not area")
	}
	q.Areas = []string{string(code)}
	if kind == network.Municipality {
		for _, a := range atlas.Children(code) {
			q.Areas = append(q.Areas, string(a.Code))
		}
	}
	return nil
}

// asField turns a thing that a parameter names and that is not there into a wrong parameter.
func asField(err error, field, en string) error {
	if fault.KindOf(err) == fault.NotFound {
		return fault.InvalidField(field, fault.Safe(err).Text.NL, en)
	}
	if e := fault.Safe(err); e.Kind == fault.Invalid {
		return e
	}
	return err
}

// readPoint reads 'lat,lon' in degrees.
func readPoint(text string) (p finding.Point, err error) {
	lat, lon, ok := strings.Cut(text, ",")
	p.Lat, err = strconv.ParseFloat(strings.TrimSpace(lat), 64)
	if err == nil {
		p.Lon, err = strconv.ParseFloat(strings.TrimSpace(lon), 64)
	}
	switch {
	case !ok || err != nil || math.IsNaN(p.Lat) || math.IsNaN(p.Lon):
		return p, fault.InvalidField("near", "Geef breedte en lengte, zoals 52.09,5.12.", "expected latitude,longitude in degrees, such as 52.09,5.12")
	case math.Abs(p.Lat) > 90 || math.Abs(p.Lon) > 180:
		return p, fault.InvalidField("near", "Deze plek bestaat niet.", "expected a latitude from -90 to 90 and a longitude from -180 to 180")
	case p.Lat >= 3 && p.Lat <= 8 && p.Lon >= 50 && p.Lon <= 54:
		return p, fault.InvalidField("near", "Geef eerst de breedte, dan de lengte.", "expected latitude first, then longitude; this place lies outside Europe the way it is written")
	}
	return p, nil
}

// knownDisciplines gives the codes of the discipline table.
func (s *server) knownDisciplines(r request) (map[string]bool, error) {
	if known := s.disciplines.Load(); known != nil {
		return *known, nil
	}
	list, err := s.Network.Disciplines(r)
	if err != nil {
		return nil, err
	}
	known := make(map[string]bool, len(list))
	for _, d := range list {
		known[string(d.Code)] = true
	}
	s.disciplines.Store(&known)
	return known, nil
}
