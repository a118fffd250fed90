package directory

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf8"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Query asks for services as lists show them, by name. Empty fields ask nothing.
type Query struct {
	Organization network.OrganizationID
	Discipline   network.DisciplineCode
	Kind         string
	// Areas are CBS codes of any level: services with a location in one of them, and those that come
	// to people there.
	Areas []network.AreaCode
	After string // the Next of the page before
	Limit int    // 0 means 20; at most 200
}

// Page is a part of a list.
type Page struct {
	Services []Service
	Next     string // '' on the last page
}

const (
	usualLimit = 20
	mostLimit  = 200
	mostAreas  = 1000 // a region has some hundreds of wijken
)

// Service gives a service that everybody may see, or NotFound.
func (r *Register) Service(ctx context.Context, id ServiceID) (s Service, err error) {
	defer fault.Wrap(&err, "directory.Service(%s)", id)
	err = r.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		s, err = find(ctx, tx, id)
		return err
	})
	if err == nil && s.State != Shown {
		err = missing()
	}
	if err != nil {
		return Service{}, err
	}
	return s, nil
}

// Services gives a page of the services that everybody may see, by name.
func (r *Register) Services(ctx context.Context, q Query) (p Page, err error) {
	defer fault.Wrap(&err, "directory.Services")
	limit, err := q.check()
	if err != nil {
		return Page{}, err
	}
	f := filter{args: []any{Shown}}
	f.add("v.organization = ?", string(q.Organization))
	f.add("v.discipline = ?", string(q.Discipline))
	f.add("v.kind = ?", q.Kind)
	if len(q.Areas) > 0 {
		f.where += ` AND EXISTS (SELECT 1 FROM service_area a WHERE a.service = v.service AND a.version = v.version AND ` + f.areas(q.Areas) + `)`
	}
	if q.After != "" {
		name, id, err := q.position()
		if err != nil {
			return Page{}, err
		}
		f.where += ` AND (v.name, v.service) > (` + f.arg(name) + `, ` + f.arg(id) + `)`
	}
	err = r.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		p.Services, err = store.All(ctx, tx, scan, `SELECT `+columns+from+` WHERE v.state = $1 AND `+current+f.where+`
			ORDER BY v.name, v.service LIMIT `+f.arg(limit+1), f.args...)
		return err
	})
	if err != nil {
		return Page{}, err
	}
	if len(p.Services) > limit {
		p.Services = p.Services[:limit]
		last := p.Services[limit-1]
		p.Next = q.cursor(last.Name, last.ID)
	}
	return p, nil
}

// ServicesByArea counts, per discipline, the services with a location in an area and those that come
// to people there.
func (r *Register) ServicesByArea(ctx context.Context, area network.AreaCode) (counts map[network.DisciplineCode]int, err error) {
	defer fault.Wrap(&err, "directory.ServicesByArea(%s)", area)
	q := Query{Areas: []network.AreaCode{area}}
	if _, err := q.check(); err != nil {
		return nil, err
	}
	counts = map[network.DisciplineCode]int{}
	f := filter{args: []any{Shown}}
	here := f.areas(q.Areas)
	err = r.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		type row struct {
			code network.DisciplineCode
			n    int
		}
		rows, err := store.All(ctx, tx, func(scan func(...any) error) (r row, err error) { return r, scan(&r.code, &r.n) },
			`SELECT v.discipline, count(*) FROM service_version v
			WHERE (v.service, v.version) IN (SELECT a.service, a.version FROM service_area a WHERE `+here+`)
			AND v.state = $1 AND `+current+` GROUP BY v.discipline ORDER BY v.discipline`, f.args...)
		for _, r := range rows {
			counts[r.code] = r.n
		}
		return err
	})
	return counts, err
}

// check bounds a query and gives its limit.
func (q Query) check() (limit int, err error) {
	var fields []fault.Field
	bad := func(name, nl, en string) {
		fields = append(fields, fault.Field{Name: name, Text: fault.Text{NL: nl, EN: en}})
	}
	if q.Limit < 0 || q.Limit > mostLimit {
		bad("limit", fmt.Sprintf("Vul een getal in van 1 tot en met %d.", mostLimit), fmt.Sprintf("expected a number from 1 to %d", mostLimit))
	}
	if len(q.Areas) > mostAreas {
		bad("areas", fmt.Sprintf("Kies hooguit %d gebieden.", mostAreas), fmt.Sprintf("expected at most %d areas", mostAreas))
	}
	for _, a := range q.Areas {
		if !areaForm(a) {
			bad("areas", areaText.NL, areaText.EN)
			break
		}
	}
	for _, f := range []struct{ name, value string }{
		{"organization", string(q.Organization)}, {"discipline", string(q.Discipline)}, {"kind", q.Kind},
	} {
		if len(f.value) > 100 || !utf8.ValidString(f.value) || strings.ContainsRune(f.value, 0) {
			bad(f.name, "Dit is geen geldige code.", "this is not a valid code")
		}
	}
	if q.Limit == 0 {
		return usualLimit, fault.InvalidFields(fields...).OrNil()
	}
	return q.Limit, fault.InvalidFields(fields...).OrNil()
}

// filter collects conditions and their parameters.
type filter struct {
	where string
	args  []any
}

func (f *filter) arg(v any) string {
	f.args = append(f.args, v)
	return fmt.Sprintf("$%d", len(f.args))
}

func (f *filter) add(condition, value string) {
	if value != "" {
		f.where += " AND " + strings.Replace(condition, "?", f.arg(value), 1)
	}
}

// areas gives the condition that a service_area a lies in one of the areas or holds it. A CBS code
// holds its parents' codes: BU03630401 lies in WK036304, which lies in GM0363.
func (f *filter) areas(areas []network.AreaCode) string {
	var exact, within []string
	seen := map[string]bool{}
	equal := func(code string) {
		if !seen[code] {
			seen[code] = true
			exact = append(exact, f.arg(code))
		}
	}
	for _, a := range areas {
		code := string(a)
		digits := code[2:]
		equal(code)
		equal("GM" + digits[:4])
		if len(digits) > 6 {
			equal("WK" + digits[:6])
		}
		// What lies in it: codes that begin with its digits, of the levels below.
		for _, level := range []string{"WK", "BU"} {
			if longer := map[string]int{"WK": 6, "BU": 8}[level]; len(digits) < longer {
				within = append(within, fmt.Sprintf("a.area BETWEEN %s AND %s", f.arg(level+digits), f.arg(level+digits+"~")))
			}
		}
	}
	parts := append([]string{"a.area IN (" + strings.Join(exact, ", ") + ")"}, within...)
	return "(" + strings.Join(parts, " OR ") + ")"
}

// cursor says where a page ended, with a hash of what was asked: a cursor of another question would
// skip services without a word.
func (q Query) cursor(name string, id ServiceID) string {
	b := binary.BigEndian.AppendUint64(nil, q.hash())
	return base64.RawURLEncoding.EncodeToString(append(b, string(id)+name...))
}

const idLength = 36

func (q Query) position() (name string, id ServiceID, err error) { return position(q.After, q.hash()) }

func position(cursor string, asked uint64) (name string, id ServiceID, err error) {
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || len(b) < 8+idLength || binary.BigEndian.Uint64(b) != asked || !utf8.Valid(b[8:]) {
		return "", "", fault.InvalidField("after", "Deze bladwijzer hoort niet bij deze vraag. Begin weer bij de eerste pagina.",
			"this cursor does not belong to this query; start at the first page")
	}
	b = b[8:]
	return string(b[idLength:]), ServiceID(b[:idLength]), nil
}

func (q Query) hash() uint64 {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %q %q", q.Organization, q.Discipline, q.Kind, q.Areas))
	return binary.BigEndian.Uint64(sum[:])
}

func missing() error {
	return fault.Missing("Dit aanbod bestaat niet (meer).", "service not found")
}
