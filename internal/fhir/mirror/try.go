package mirror

import (
	"context"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// Report is what a run would do.
type Report struct {
	Source Source
	Types  []Tried
}

// Tried is what would happen to one type.
type Tried struct {
	Type    string
	Whole   bool // everything would be fetched, not only what changed
	Added   int
	Changed int
	Ended   int // in a whole load: what the source does not name any more, and would be asked for one by one
	Same    int
	Skipped int // entries that cannot be read
	// Some are names of the first that would be added, changed or ended.
	Some []Named
}

// Named is a resource that something would happen to.
type Named struct {
	ID, Name string
	What     string // 'added', 'changed' or 'ended'
}

const mostNamed = 20

// Try says what a run would do, and writes nothing but that somebody asked. It asks the source as a run
// does; other than a run it does not ask for single resources.
func (s *Service) Try(ctx context.Context, actor access.Actor, source SourceID) (rep Report, err error) {
	defer fault.Wrap(&err, "mirror.Try(%s)", source)
	var sealed []byte
	err = s.Spine.Look(ctx, act.Attempt{Actor: actor, Act: "mirror.Try", Load: about(source)}, func(ctx context.Context, tx *act.Tx) error {
		if rep.Source, err = find(ctx, tx.Tx, source); err != nil {
			return err
		}
		return tx.QueryRow(ctx, `SELECT token FROM mirror_source WHERE id = $1`, source).Scan(&sealed)
	})
	if err != nil {
		return Report{}, err
	}
	t := &trial{s: s, src: rep.Source}
	if len(sealed) > 0 {
		plain, err := s.Keys.Open(ctx, forTokens, sealed, string(source))
		if err != nil {
			return Report{}, err
		}
		t.token = string(plain)
	}
	for _, resourceType := range rep.Source.Types {
		tried, err := t.one(ctx, resourceType)
		if err != nil {
			return Report{}, toldOf(err)
		}
		rep.Types = append(rep.Types, tried)
	}
	return rep, nil
}

// trial is a walk that only compares.
type trial struct {
	s     *Service
	src   Source
	token string
}

func (t *trial) one(ctx context.Context, resourceType string) (Tried, error) {
	var c cursor
	err := t.s.db.Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		c, err = readCursor(ctx, tx, t.src.ID, resourceType)
		return err
	})
	if err != nil {
		return Tried{}, err
	}
	since := c.since
	if c.phase == loading {
		since = ""
	}
	if since != "" {
		tried, err := t.walk(ctx, resourceType, "/_history?_count="+pageSize+"&_since="+url.QueryEscape(since), false)
		if s := status(err); s != http.StatusGone && s != http.StatusBadRequest {
			return tried, err
		}
	}
	return t.walk(ctx, resourceType, "?_count="+pageSize, true)
}

// walk compares all pages from a first one. Of each resource the newest version it met counts; only ids, names
// and digests are kept meanwhile.
func (t *trial) walk(ctx context.Context, resourceType, query string, whole bool) (Tried, error) {
	tried := Tried{Type: resourceType, Whole: whole}
	met := map[string]change{}
	names := map[string]string{}
	pages := visited{}
	for address := t.src.Base + "/" + resourceType + query; address != ""; {
		if pages.has(address) || len(pages) >= mostPages {
			return tried, errLoop
		}
		pages.add(address)
		var p page
		skipped := 0
		err := t.s.fetch.get(ctx, address, t.token, func() error { return nil }, func(in io.Reader) (err error) {
			p, skipped, err = readPage(in, resourceType, func(c change) error {
				if had, twice := met[c.id]; twice && c.against(had.version, had.at) != newer {
					return nil
				}
				if len(met) >= t.src.Most {
					return errTooMany
				}
				names[c.id] = nameOf(c.body)
				c.body = nil
				met[c.id] = c
				return nil
			})
			return err
		})
		if err != nil {
			return tried, err
		}
		tried.Skipped += skipped
		if address, err = t.next(address, p.next); err != nil {
			return tried, err
		}
	}
	return tried, t.compare(ctx, &tried, met, names)
}

func (t *trial) next(address, link string) (string, error) {
	if link == "" {
		return "", nil
	}
	return nextAddress(t.src.Base, address, link)
}

// compare counts what is new against what is kept.
func (t *trial) compare(ctx context.Context, tried *Tried, met map[string]change, names map[string]string) error {
	count := func(what string, n *int, id, name string) {
		if *n++; len(tried.Some) < mostNamed {
			tried.Some = append(tried.Some, Named{id, name, what})
		}
	}
	return t.s.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		rows, err := tx.Query(ctx, `SELECT id, gone, digest FROM mirror_resource WHERE source = $1 AND type = $2 ORDER BY id`, t.src.ID, tried.Type)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var id string
			var gone bool
			var digest []byte
			if err := rows.Scan(&id, &gone, &digest); err != nil {
				return err
			}
			c, there := met[id]
			delete(met, id)
			switch {
			case !there && !tried.Whole, !there && gone, there && c.gone && gone:
			case !there, c.gone:
				count("ended", &tried.Ended, id, "")
			case gone:
				count("added", &tried.Added, id, names[id])
			case string(digest) == string(c.digest[:]):
				tried.Same++
			default:
				count("changed", &tried.Changed, id, names[id])
			}
		}
		for _, id := range slices.Sorted(maps.Keys(met)) {
			if !met[id].gone {
				count("added", &tried.Added, id, names[id])
			}
		}
		return rows.Err()
	})
}

// nameOf gives the name of a resource, for a list of examples.
func nameOf(body []byte) string {
	var r struct {
		Name string `json:"name"`
	}
	_ = json.Unmarshal(body, &r)
	return clipped(r.Name)
}
