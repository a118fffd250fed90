package mirror

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/jobs"
	"eerstelijn/internal/outward"
	"eerstelijn/internal/store"
)

const (
	mostName     = 100
	mostToken    = 4000
	mostSources  = 1000
	mostTroubles = 20
)

func about(source SourceID) func(context.Context, *store.Tx) (access.Subject, error) {
	return func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
		if _, err := id.Parse[SourceID](string(source)); err != nil {
			return access.Subject{Type: "source"}, nil
		}
		return access.Subject{Type: "source", ID: string(source)}, tx.Lock(ctx, "mirror_source", string(source))
	}
}

// Add begins to follow a source; its first run is due at once. Invalid names the fields: 'name', 'base',
// 'types', 'every', 'most', 'token'. Conflict: it is followed already.
func (s *Service) Add(ctx context.Context, actor access.Actor, n New) (made SourceID, err error) {
	defer fault.Wrap(&err, "mirror.Add")
	made = id.New[SourceID]()
	err = s.Spine.Do(ctx, act.Attempt{Actor: actor, Act: "mirror.Add", Load: about(made)}, func(ctx context.Context, tx *act.Tx) error {
		if err := s.check(&n); err != nil {
			return err
		}
		sealed, err := s.seal(ctx, made, n.Token)
		if err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		var count, double int
		if err := tx.QueryRow(ctx, `SELECT count(*), coalesce(sum(CASE WHEN name = $1 OR base = $2 THEN 1 ELSE 0 END), 0) FROM mirror_source`, n.Name, n.Base).Scan(&count, &double); err != nil {
			return err
		}
		switch {
		case double > 0:
			return fault.New(fault.Conflict, "Een gids met deze naam of dit adres wordt al gevolgd.", "a source with this name or address is followed already")
		case count >= mostSources:
			return fault.New(fault.Conflict, "Er worden al heel veel gidsen gevolgd.", "no more sources can be followed")
		}
		if _, err := tx.Exec(ctx, `INSERT INTO mirror_source (id, name, base, types, every, most, token, paused, anew, due_at, holder, held_until, tries, problem_nl, problem_en, made_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, $8, '', 0, 0, '', '', $8)`,
			made, n.Name, n.Base, strings.Join(n.Types, " "), int64(n.Every/time.Second), n.Most, sealed, clock.Micros(now)); err != nil {
			return err
		}
		if err := tx.Changed(map[string]any{"base": n.Base, "every": n.Every.String()}); err != nil {
			return err
		}
		return jobs.Schedule(ctx, tx.Tx, Job, string(made), now, struct{}{})
	})
	if err != nil {
		return "", err
	}
	return made, nil
}

// Set changes how a source is followed. One that goes on after a pause is due at once.
func (s *Service) Set(ctx context.Context, actor access.Actor, source SourceID, c Change) (err error) {
	defer fault.Wrap(&err, "mirror.Set(%s)", source)
	return s.Spine.Do(ctx, act.Attempt{Actor: actor, Act: "mirror.Set", Load: about(source)}, func(ctx context.Context, tx *act.Tx) error {
		src, err := find(ctx, tx.Tx, source)
		if err != nil {
			return err
		}
		n := New{Name: src.Name, Base: src.Base, Types: src.Types, Every: src.Every, Most: src.Most}
		said := map[string]any{}
		if c.Every != nil {
			n.Every = *c.Every
			said["every"] = c.Every.String()
		}
		if c.Token != nil {
			n.Token = *c.Token
			said["token"] = *c.Token != ""
		}
		if fields := n.check(); len(fields) > 0 {
			return fault.InvalidFields(fields...)
		}
		if _, err := tx.Exec(ctx, `UPDATE mirror_source SET every = $1 WHERE id = $2`, int64(n.Every/time.Second), source); err != nil {
			return err
		}
		if c.Token != nil {
			sealed, err := s.seal(ctx, source, n.Token)
			if err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, `UPDATE mirror_source SET token = $1 WHERE id = $2`, sealed, source); err != nil {
				return err
			}
		}
		if c.Paused != nil && *c.Paused != src.Paused {
			said["paused"] = *c.Paused
			if err := pause(ctx, tx.Tx, source, *c.Paused); err != nil {
				return err
			}
		}
		return tx.Changed(said)
	})
}

func pause(ctx context.Context, tx *store.Tx, source SourceID, paused bool) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE mirror_source SET paused = $1, due_at = $2 WHERE id = $3`, bit(paused), clock.Micros(now), source); err != nil || paused {
		return err
	}
	return jobs.Schedule(ctx, tx, Job, string(source), now, struct{}{})
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Fetch lets a source be fetched now, by the next node that is free; anew fetches everything again. Conflict:
// it is paused.
func (s *Service) Fetch(ctx context.Context, actor access.Actor, source SourceID, anew bool) (err error) {
	defer fault.Wrap(&err, "mirror.Fetch(%s)", source)
	return s.Spine.Do(ctx, act.Attempt{Actor: actor, Act: "mirror.Fetch", Load: about(source)}, func(ctx context.Context, tx *act.Tx) error {
		src, err := find(ctx, tx.Tx, source)
		if err != nil {
			return err
		}
		if src.Paused {
			return errPaused
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE mirror_source SET due_at = $1, anew = CASE WHEN $2 = 1 THEN 1 ELSE anew END WHERE id = $3`, clock.Micros(now), bit(anew), source); err != nil {
			return err
		}
		if err := tx.Changed(map[string]bool{"anew": anew}); err != nil {
			return err
		}
		if src.Running {
			return nil // the run plans the next one when it ends
		}
		return jobs.Schedule(ctx, tx.Tx, Job, string(source), now, struct{}{})
	})
}

// Sources gives all sources by name, and how they go.
func (s *Service) Sources(ctx context.Context, actor access.Actor) (all []Source, err error) {
	defer fault.Wrap(&err, "mirror.Sources")
	err = s.Spine.Look(ctx, act.Attempt{Actor: actor, Act: "mirror.Sources",
		Load: func(context.Context, *store.Tx) (access.Subject, error) { return access.Subject{Type: "source"}, nil },
	}, func(ctx context.Context, tx *act.Tx) error {
		all, err = sourcesTx(ctx, tx.Tx)
		tx.Found(len(all))
		return err
	})
	return all, err
}

func sourcesTx(ctx context.Context, tx *store.Tx) ([]Source, error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return nil, err
	}
	all, err := store.All(ctx, tx, scanAt(now), `SELECT `+columns+` FROM mirror_source ORDER BY name`)
	for i := range all {
		if err := all[i].count(ctx, tx); err != nil {
			return nil, err
		}
	}
	return all, err
}

const columns = `id, name, base, types, every, most, length(token), paused, due_at, holder, held_until, tries, tried_at, good_at, problem_nl, problem_en, made_at`

func scanAt(now time.Time) func(row func(...any) error) (Source, error) {
	return func(row func(...any) error) (s Source, err error) {
		var types, holder string
		var every, token, paused, due, held, made int64
		var tried, good sql.NullInt64
		err = row(&s.ID, &s.Name, &s.Base, &types, &every, &s.Most, &token, &paused, &due, &holder, &held, &s.Tries, &tried, &good, &s.Problem.NL, &s.Problem.EN, &made)
		s.Types, s.Every = typesOf(types), time.Duration(every)*time.Second
		s.Token, s.Paused, s.Due, s.Made = token > 0, paused == 1, clock.FromMicros(due), clock.FromMicros(made)
		s.Running = holder != "" && held > clock.Micros(now)
		if tried.Valid {
			s.Tried = clock.FromMicros(tried.Int64)
		}
		if good.Valid {
			s.Good = clock.FromMicros(good.Int64)
		}
		return s, err
	}
}

func find(ctx context.Context, tx *store.Tx, source SourceID) (Source, error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return Source{}, err
	}
	src, err := store.One(ctx, tx, scanAt(now), `SELECT `+columns+` FROM mirror_source WHERE id = $1`, source)
	if errors.Is(err, store.ErrNone) {
		return src, fault.Missing("Deze gids volgen we niet.", "source not found")
	}
	return src, err
}

// count fills in how far a source is followed and what became of it.
func (s *Source) count(ctx context.Context, tx *store.Tx) error {
	type number struct {
		what string
		live int
		gone int
	}
	numbers, err := store.All(ctx, tx, func(row func(...any) error) (n number, err error) { return n, row(&n.what, &n.live, &n.gone) },
		`SELECT type, coalesce(sum(1 - gone), 0), coalesce(sum(gone), 0) FROM mirror_resource WHERE source = $1 GROUP BY type`, s.ID)
	if err != nil {
		return err
	}
	for _, t := range s.Types {
		c, err := readCursor(ctx, tx, s.ID, t)
		if err != nil {
			return err
		}
		f := Followed{Type: t, Loaded: c.phase == following, Since: c.since, Skipped: c.skipped}
		for _, n := range numbers {
			if n.what == t {
				f.Live, f.Ended = n.live, n.gone
			}
		}
		s.Followed = append(s.Followed, f)
	}
	if err := s.passed(ctx, tx); err != nil {
		return err
	}
	states, err := store.All(ctx, tx, func(row func(...any) error) (n number, err error) { return n, row(&n.what, &n.live) },
		`SELECT state, count(*) FROM mirror_entry WHERE source = $1 GROUP BY state`, s.ID)
	if err != nil {
		return err
	}
	for _, n := range states {
		*map[string]*int{taken: &s.Entries.Taken, ended: &s.Entries.Ended, held: &s.Entries.Held, unfit: &s.Entries.Unfit}[n.what] = n.live
	}
	if err := tx.QueryRow(ctx, `SELECT count(*) FROM mirror_due WHERE source = $1`, s.ID).Scan(&s.Entries.Due); err != nil {
		return err
	}
	s.Troubles, err = store.All(ctx, tx, func(row func(...any) error) (t Trouble, err error) {
		var state string
		err = row(&t.Service, &state, &t.Why.NL, &t.Why.EN)
		t.Held = state == held
		return t, err
	}, `SELECT service, state, problem_nl, problem_en FROM mirror_entry WHERE source = $1 AND state IN ('held', 'unfit') ORDER BY state, service LIMIT $2`, s.ID, mostTroubles)
	return err
}

// seal closes a token; none stays none.
func (s *Service) seal(ctx context.Context, source SourceID, token string) ([]byte, error) {
	if token == "" {
		return []byte{}, nil
	}
	return s.Keys.Seal(ctx, forTokens, []byte(token), string(source))
}

// check fills in what is usual and says what is wrong.
func (s *Service) check(n *New) error {
	n.Name, n.Base, n.Token = strings.Join(strings.Fields(n.Name), " "), strings.TrimRight(strings.TrimSpace(n.Base), "/"), strings.TrimSpace(n.Token)
	if n.Every == 0 {
		n.Every = usualEvery
	}
	if n.Most == 0 {
		n.Most = usualMost
	}
	if len(n.Types) == 0 {
		n.Types = Types
	}
	fields := n.check()
	if text, ok := baseFaults[outward.Weigh(n.Base, s.Self(), s.Insecure)]; ok {
		fields = append(fields, fault.Field{Name: "base", Text: text})
	}
	return fault.InvalidFields(fields...).OrNil()
}

func (n *New) check() (fields []fault.Field) {
	bad := func(name, nl, en string) {
		fields = append(fields, fault.Field{Name: name, Text: fault.Text{NL: nl, EN: en}})
	}
	if n.Name == "" || utf8.RuneCountInString(n.Name) > mostName || !utf8.ValidString(n.Name) || strings.ContainsRune(n.Name, 0) || n.Name == "people" {
		bad("name", "Geef een naam van hooguit 100 tekens.", "expected a name of at most 100 characters")
	}
	types, ok := known(n.Types)
	if !ok {
		bad("types", "Kies uit: "+strings.Join(Types, ", ")+".", "expected some of: "+strings.Join(Types, ", "))
	}
	n.Types = types
	if n.Every < leastEvery || n.Every > mostEvery || n.Every%time.Minute != 0 {
		bad("every", "Kies een aantal hele minuten, van 1 minuut tot 7 dagen.", "expected whole minutes, from 1 minute to 7 days")
	}
	if n.Most < 1 || n.Most > mostMost {
		bad("most", "Kies een aantal van 1 tot 5.000.000.", "expected a number from 1 to 5,000,000")
	}
	if len(n.Token) > mostToken || strings.ContainsFunc(n.Token, func(r rune) bool { return r <= ' ' || r > '~' }) {
		bad("token", "Dit is geen token.", "expected a token of visible ASCII characters, without spaces")
	}
	return fields
}

// baseFaults are the words for an address that cannot be one of a source.
var baseFaults = map[outward.Fault]fault.Text{
	outward.Unreadable: {NL: "Geef het adres van de gids, zoals https://gids.voorbeeld.nl/fhir.", EN: "expected the address of a FHIR face, such as https://directory.example/fhir"},
	outward.Own:        {NL: "Dit is ons eigen adres. Uzelf volgen kan niet.", EN: "this is our own address"},
	outward.Unsealed:   {NL: "Het adres moet met https:// beginnen.", EN: "the address must begin with https://"},
	outward.Inside:     {NL: "Dit adres ligt binnen een eigen netwerk. Dat vragen we niet.", EN: "this address is within a private network, which is never asked"},
}
