package directory

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf8"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// Own gives a service to those who look after it, drafts and hidden ones too; as it was in a version,
// where one is given. NotFound: there is no such service or version.
func (r *Register) Own(ctx context.Context, actor access.Actor, service ServiceID, version ...int64) (s Service, err error) {
	defer fault.Wrap(&err, "directory.Own(%s)", service)
	err = r.spine.Look(ctx, act.Attempt{Actor: actor, Act: "directory.Own", Load: loading(service, &s)}, func(ctx context.Context, tx *act.Tx) error {
		for _, v := range version {
			if s, err = findVersion(ctx, tx.Tx, service, v); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return Service{}, unseen(err, actor, &s)
	}
	return s, nil
}

// OwnQuery asks for an organisation's own services, by name. Empty fields ask nothing.
type OwnQuery struct {
	Name  string // a part of it
	State State
	After string // the Next of the page before
	Limit int    // 0 means 20; at most 200
}

// OwnPage is a part of the list of own services.
type OwnPage struct {
	Page
	Count map[State]int // of all, whatever was asked
}

// OwnServices gives a page of what the actor's organisation offers, drafts and hidden ones too.
func (r *Register) OwnServices(ctx context.Context, actor access.Actor, q OwnQuery) (p OwnPage, err error) {
	defer fault.Wrap(&err, "directory.OwnServices")
	limit, err := Query{Limit: q.Limit}.check()
	if err != nil {
		return OwnPage{}, err
	}
	f := filter{args: []any{actor.Organization}}
	f.add("v.state = ?", string(q.State))
	if name := strings.ToLower(line(q.Name)); name != "" {
		if len(name) > mostName || !utf8.ValidString(name) || strings.ContainsRune(name, 0) {
			return OwnPage{}, fault.InvalidField("name", "Zoek op een kortere naam.", "expected a part of a name")
		}
		f.where += ` AND lower(v.name) LIKE ` + f.arg("%"+likeText.Replace(name)+"%") + ` ESCAPE '\'`
	}
	if q.After != "" {
		name, id, err := q.position()
		if err != nil {
			return OwnPage{}, err
		}
		f.where += ` AND (v.name, v.service) > (` + f.arg(name) + `, ` + f.arg(id) + `)`
	}
	err = r.spine.Look(ctx, act.Attempt{Actor: actor, Act: "directory.OwnServices", Load: ofOrganization(actor)}, func(ctx context.Context, tx *act.Tx) error {
		p = OwnPage{Count: map[State]int{}}
		type count struct {
			state State
			n     int
		}
		counts, err := store.All(ctx, tx.Tx, func(row func(...any) error) (c count, err error) { return c, row(&c.state, &c.n) },
			`SELECT v.state, count(*)`+from+` WHERE v.organization = $1 AND `+current+` GROUP BY v.state ORDER BY v.state`, actor.Organization)
		if err != nil {
			return err
		}
		for _, c := range counts {
			p.Count[c.state] = c.n
		}
		p.Services, err = store.All(ctx, tx.Tx, scan, `SELECT `+columns+from+` WHERE v.organization = $1 AND `+current+f.where+`
			ORDER BY v.name, v.service LIMIT `+f.arg(limit+1), f.args...)
		return err
	})
	if err != nil {
		return OwnPage{}, err
	}
	if len(p.Services) > limit {
		p.Services = p.Services[:limit]
		last := p.Services[limit-1]
		p.Next = q.cursor(last.Name, last.ID)
	}
	return p, nil
}

// likeText takes their meaning from the signs that LIKE reads.
var likeText = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

func (q OwnQuery) cursor(name string, id ServiceID) string {
	b := binary.BigEndian.AppendUint64(nil, q.hash())
	return base64.RawURLEncoding.EncodeToString(append(b, string(id)+name...))
}

func (q OwnQuery) position() (name string, id ServiceID, err error) {
	return position(q.After, q.hash())
}

func (q OwnQuery) hash() uint64 {
	sum := sha256.Sum256(fmt.Appendf(nil, "own %q %q", q.Name, q.State))
	return binary.BigEndian.Uint64(sum[:])
}
