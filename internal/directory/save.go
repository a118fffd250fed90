package directory

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/batch"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/store"
)

// BySelf is the source of what people wrote here themselves.
const BySelf = "people"

// SaveOption is how [Register.Save] is to save.
type SaveOption func(*saving)

type saving struct {
	exact   bool
	places  bool
	answers []ReportID
}

// Exactly saves only over the version that is expected: nothing is merged.
func Exactly() SaveOption { return func(s *saving) { s.exact = true } }

// NamingPlaces lets new locations keep the ids that they come with. The caller has seen to it that no other
// organisation has a location of that id.
func NamingPlaces() SaveOption { return func(s *saving) { s.places = true } }

// Answering answers reports about the service with this change.
func Answering(reports ...ReportID) SaveOption {
	return func(s *saving) { s.answers = append(s.answers, reports...) }
}

// Conflicted says that two people changed the same. It is a [fault.Conflict], and holds all that is
// needed to let a person choose; see [Resolve].
type Conflicted struct {
	Base, Mine, Theirs Service
	Conflicts          []Conflict
}

// Error implements error, for logs: what was typed is not in it.
func (c *Conflicted) Error() string { return c.Unwrap().Error() }

// Unwrap gives the words for people.
func (c *Conflicted) Unwrap() error { return changedSince(c.Base.Version, c.Theirs.Version) }

// Save writes a service: a new one when expected is 0, else a change of version expected. An empty id
// gets a new one. Who saves vouches for the entry, so it counts as checked now; the system passes on
// when its source checked it. An organisation's administrator may save what it offers, and nobody may
// put a service under another organisation's name.
//
// Somebody else may have saved it since: what they and the caller changed is then joined, and saved
// holds both ([Merge]). Conflict: both changed the same ([Conflicted]), or it was to be saved
// [Exactly]; or the state cannot follow the one it has ([CanMove]). Invalid: it names each wrong
// field; see [Check].
func (r *Register) Save(ctx context.Context, actor access.Actor, s Service, expected int64, options ...SaveOption) (saved Service, err error) {
	defer fault.Wrap(&err, "directory.Save(%s)", s.ID)
	var how saving
	for _, o := range options {
		o(&how)
	}
	tables, err := r.Tables(ctx)
	if err != nil {
		return Service{}, err
	}
	if s.ID == "" {
		s.ID = id.New[ServiceID]()
	} else if s.ID, err = id.Parse[ServiceID](string(s.ID)); err != nil {
		return Service{}, err
	}
	s = Clean(s)
	var had Service
	load := func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
		if err := tx.Lock(ctx, "service", string(s.ID)); err != nil {
			return access.Subject{}, err
		}
		var err error
		had, err = find(ctx, tx, s.ID)
		owner := s.Organization
		switch {
		case fault.KindOf(err) == fault.NotFound:
			had = Service{}
		case err != nil:
			return access.Subject{}, err
		case had.Organization != s.Organization:
			owner = "" // two owners: neither may do this alone
		}
		return subject(s.ID, owner), nil
	}
	err = r.spine.Do(ctx, act.Attempt{Actor: actor, Act: "directory.Save", Load: load}, func(ctx context.Context, tx *act.Tx) error {
		if err := fault.InvalidFields(Check(s, tables)...).OrNil(); err != nil {
			return err
		}
		fresh := false
		if had.Version == 0 {
			if fresh, err = root(ctx, tx.Tx, s.ID); err != nil {
				return err
			}
			if !fresh {
				// Two people may make the same id at once: the second finds the first one's now.
				if had, err = find(ctx, tx.Tx, s.ID); err != nil && fault.KindOf(err) != fault.NotFound {
					return err
				}
			}
		}
		if saved, err = join(ctx, tx.Tx, s, had, expected, how.exact); err != nil {
			return err
		}
		// Two changes that are right by themselves may not be right together.
		if err := fault.InvalidFields(Check(saved, tables)...).OrNil(); err != nil {
			return err
		}
		if !how.places && actor.Role != access.System {
			saved.ownPlaces(&had)
		}
		if had.Version != 0 && !CanMove(had.State, saved.State) {
			return cannotMove(had.State, saved.State)
		}
		if saved.OrganizationName, err = organizationName(ctx, tx.Tx, saved.Organization); err != nil {
			return err
		}
		if err := vouch(ctx, tx, &saved, actor, tables); err != nil {
			return err
		}
		for _, report := range how.answers {
			if err := answerTx(ctx, tx, report, Answer{Is: AnsweredChanged}, s.ID); err != nil {
				return err
			}
		}
		if fresh {
			saved.Version = 1
			return add(ctx, tx, &saved, actor)
		}
		return write(ctx, tx, &saved, actor, "changed")
	})
	if err != nil {
		return Service{}, unseen(err, actor, &had)
	}
	return saved, nil
}

// ownPlaces gives each location that was not of this entry before an id that follows from the entry: an id that
// somebody typed may be that of another organisation's location.
func (s *Service) ownPlaces(had *Service) {
	for i := range s.Locations {
		l := &s.Locations[i]
		if !slices.ContainsFunc(had.Locations, func(was Location) bool { return was.ID == l.ID }) {
			l.ID = ""
		}
	}
	*s = Clean(*s)
}

// unseen gives who may not touch an entry that is not shown the answer of one that is not there: what
// others prepare or have taken away is nobody's to know.
func unseen(err error, actor access.Actor, had *Service) error {
	if fault.KindOf(err) == fault.Denied && had.ID != "" && had.State != Shown && actor.Organization != string(had.Organization) {
		return missing()
	}
	return err
}

// join gives what is to be saved when mine was made from version expected and had is there now.
func join(ctx context.Context, tx *store.Tx, mine, had Service, expected int64, exact bool) (Service, error) {
	if had.Version == expected {
		return mine, nil
	}
	if exact || expected == 0 || had.Version == 0 {
		return Service{}, changedSince(expected, had.Version)
	}
	base, err := findVersion(ctx, tx, mine.ID, expected)
	switch {
	case fault.KindOf(err) == fault.NotFound:
		return Service{}, changedSince(expected, had.Version)
	case err != nil:
		return Service{}, err
	}
	merged, conflicts := Merge(base, mine, had)
	if len(conflicts) > 0 {
		return Service{}, &Conflicted{Base: base, Mine: mine, Theirs: had, Conflicts: conflicts}
	}
	return merged, nil
}

// vouch marks an entry as checked now, by a person; the system says itself when its source did.
func vouch(ctx context.Context, tx *act.Tx, s *Service, actor access.Actor, tables *Tables) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	if actor.Role != access.System {
		s.VerifiedAt, s.VerifyBy = now, time.Time{}
	}
	s.verifyFrom(now, tables)
	if s.Source == "" {
		s.Source = BySelf
	}
	return nil
}

// findVersion gives a service as it was in a version, or NotFound.
func findVersion(ctx context.Context, tx *store.Tx, service ServiceID, version int64) (Service, error) {
	s, err := store.One(ctx, tx, scan, `SELECT `+columns+from+` WHERE v.service = $1 AND v.version = $2 AND v.batch `+batch.Visible, service, version)
	if errors.Is(err, store.ErrNone) {
		return s, fault.Missing("Deze versie bestaat niet.", "the service has no such version")
	}
	return s, err
}

// ErrStale is in the error of a change that was made from a version that is not the newest any more.
var ErrStale = errors.New("directory: changed since")

func changedSince(expected, now int64) error {
	switch {
	case expected == 0:
		return fault.New(fault.Conflict, "Er is al aanbod met dit nummer.", "a service with this id exists already")
	case now == 0:
		return missing()
	}
	return fault.New(fault.Conflict,
		fmt.Sprintf("Iemand anders heeft dit intussen gewijzigd: u begon bij versie %d, nu is het versie %d. Bekijk de nieuwe versie en doe uw wijziging opnieuw.", expected, now),
		fmt.Sprintf("somebody else changed this service: you expect version %d, it is at version %d; read it again", expected, now)).Because(ErrStale)
}
