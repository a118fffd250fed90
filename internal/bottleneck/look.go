package bottleneck

import (
	"context"
	"errors"
	"slices"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Get gives a bottleneck with its trail, its answers and what happened. Reporters who chose to be named are
// shown to whoever decides on it, the others to nobody. Whoever may read it only because they reported it
// gets what [Service.Follow] tells. The look of a reporter who stays unnamed is recorded under the number of
// their report, whatever else they may: just after a report it would tell who made it.
func (s *Service) Get(ctx context.Context, actor access.Actor, which ID) (l Look, err error) {
	defer fault.Wrap(&err, "bottleneck.Get(%s)", which)
	as, err := s.asReporter(ctx, actor, "bottleneck.Get", which)
	if err != nil {
		return Look{}, err
	}
	var decides, reads bool
	var report string // of whoever reads it as its reporter alone
	load := func(ctx context.Context, tx *store.Tx) (subject access.Subject, err error) {
		b, err := find(ctx, tx, which, false)
		if err != nil {
			return access.Subject{}, err
		}
		if subject, err = seenIn(ctx, tx, actor, b); err != nil {
			return subject, err
		}
		reports, err := mine(ctx, tx, actor, b.root)
		if err != nil {
			return subject, err
		}
		decides = s.spine.Policies().Decide(actor, "bottleneck.Reporters", b.owned()).Allowed
		if reads = s.spine.Policies().Decide(actor, "bottleneck.Get", subject).Allowed; len(reports) > 0 {
			report, subject.Person = reports[0], as.Person
		}
		return subject, nil
	}
	err = s.spine.Look(ctx, act.Attempt{Actor: as, Act: "bottleneck.Get", Load: load}, func(ctx context.Context, tx *act.Tx) error {
		return s.seenBy(ctx, tx, actor, which)
	})
	if err != nil {
		return Look{}, err
	}
	// It is recorded; reading all of it goes beside the acts of others.
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		l = Look{}
		if !reads {
			return s.fillAsReporter(ctx, tx, which, report, &l)
		}
		return s.fill(ctx, tx, actor, which, decides, &l)
	})
	l.Quiet = as.Person != actor.Person
	return l, err
}

// seenIn describes a bottleneck to the policies of who may read it: a bundle of several regions is read in
// each of them.
func seenIn(ctx context.Context, tx *store.Tx, actor access.Actor, b *stored) (access.Subject, error) {
	subject := b.seen()
	if actor.Region == "" || subject.Region == actor.Region {
		return subject, nil
	}
	var here bool
	if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM bottleneck WHERE root = $1 AND region = $2)`, b.ID, actor.Region).Scan(&here); err != nil {
		return subject, err
	}
	if here {
		subject.Region = actor.Region
	}
	return subject, nil
}

// fillAsReporter fills in what the reporter's own link shows: of what they reported where it is asked for
// by itself, and else of what it is part of now.
func (s *Service) fillAsReporter(ctx context.Context, tx *store.Tx, which ID, report string, l *Look) error {
	f, err := s.followed(ctx, tx, report)
	if err != nil {
		return err
	}
	l.Bottleneck, l.Events, l.Mine, l.Asked, l.Examples = f.Bottleneck, f.Events, true, f.Asked, f.Examples
	if which != f.ID {
		l.Bottleneck, l.Asked = f.Reported, false
	}
	return nil
}

// seenBy notes that a reporter, or who looks after a level on its trail, has looked at what they were told of
// a bottleneck.
func (s *Service) seenBy(ctx context.Context, tx *act.Tx, actor access.Actor, which ID) error {
	if !somebody(actor) {
		return nil
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE bottleneck_receipt SET read_at = $1 WHERE read_at IS NULL AND bottleneck = $2 AND reporter IN
		(SELECT r.id FROM bottleneck_reporter r WHERE r.person = $3)`, clock.Micros(now), which, actor.Person)
	if err != nil {
		return err
	}
	for _, o := range s.looksAfter(actor) {
		if _, err := tx.Exec(ctx, `UPDATE bottleneck_receipt SET read_at = $1 WHERE read_at IS NULL AND bottleneck = $2 AND reporter = '' AND owner_kind = $3 AND owner = $4`,
			clock.Micros(now), which, o.Kind, o.ID); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) fill(ctx context.Context, tx *store.Tx, actor access.Actor, which ID, decides bool, l *Look) error {
	b, err := find(ctx, tx, which, false)
	if err != nil {
		return err
	}
	l.Bottleneck = b.Bottleneck
	if l.Events, err = events(ctx, tx, `e.bottleneck = $1 ORDER BY e.number`, which); err != nil {
		return err
	}
	if !decides {
		l.Events = slices.DeleteFunc(l.Events, func(e Event) bool { return e.Kind == EventNoted })
	}
	l.Answers = answers(l.Events)
	if l.Trail, err = trailOf(ctx, tx, which); err != nil {
		return err
	}
	if l.Ending, err = endingOf(ctx, tx, b); err != nil {
		return err
	}
	if decides {
		if err := reportersOf(ctx, tx, b.root, l); err != nil {
			return err
		}
	}
	parts, err := store.All(ctx, tx, scan, `SELECT `+columns+` FROM bottleneck b JOIN bottleneck_state s ON s.bottleneck = b.id AND s.until_at IS NULL
		WHERE b.root = $1 AND b.id <> $1 ORDER BY b.number`, which)
	if err != nil {
		return err
	}
	for _, p := range parts {
		// What was told in another region is for who decides on the whole.
		if decides || actor.Role == access.Auditor || string(p.Place.Region) == actor.Region {
			l.Parts = append(l.Parts, p.Bottleneck)
		}
	}
	reports, err := mine(ctx, tx, actor, b.root)
	if err != nil {
		return err
	}
	if l.Mine = len(reports) > 0; l.Mine && b.State == Proposed {
		if l.Asked, err = waitsFor(ctx, tx, b.ID, reports); err != nil {
			return err
		}
	}
	if err := s.names(ctx, tx, true, l.owners()...); err != nil {
		return err
	}
	l.Examples, err = s.examplesLike(ctx, tx, b)
	return err
}

// owners are all that are named in a look.
func (l *Look) owners() (all []*Owner) {
	return append(ownersOf(&l.Bottleneck, l.Events), ownersIn(l.Parts)...)
}

func ownersOf(b *Bottleneck, events []Event) (all []*Owner) {
	all = append(all, &b.Owner)
	for i := range b.Trail {
		all = append(all, &b.Trail[i].Owner)
	}
	for i := range b.Answers {
		all = append(all, &b.Answers[i].By)
	}
	for i := range events {
		all = append(all, &events[i].By)
	}
	return all
}

func ownersIn(list []Bottleneck) (all []*Owner) {
	for i := range list {
		all = append(all, &list[i].Owner)
	}
	return all
}

// names fills in what owners are called; of people only where the reader works in the network.
func (s *Service) names(ctx context.Context, tx *store.Tx, people bool, owners ...*Owner) error {
	type key struct {
		kind OwnerKind
		id   string
	}
	bodies, persons := map[key]string{}, map[network.PersonID]string{}
	for _, o := range owners {
		k := key{o.Kind, o.ID}
		name, known := bodies[k]
		if !known && o.Kind != "" {
			var err error
			if name, err = s.nameOf(ctx, tx, *o); err != nil {
				return err
			}
			bodies[k] = name
		}
		if o.Name = name; !people {
			o.Person = ""
		}
		if o.Person == "" {
			continue
		}
		if o.PersonName, known = persons[o.Person]; known {
			continue
		}
		err := tx.QueryRow(ctx, `SELECT name FROM person WHERE id = $1`, o.Person).Scan(&o.PersonName)
		if err != nil && !errors.Is(err, store.ErrNone) {
			return err
		}
		persons[o.Person] = o.PersonName
	}
	return nil
}

func (s *Service) nameOf(ctx context.Context, tx *store.Tx, o Owner) (string, error) {
	var org network.OrganizationID
	var region network.RegionID
	var w network.WijkverbandID
	fallback := map[OwnerKind]string{OwnedByWijkverband: "Een wijkverband dat er niet meer is", OwnedByRegion: "De regio", OwnedByNation: "Het landelijk overleg", OwnedByOrganization: "Een organisatie"}[o.Kind]
	switch o.Kind {
	case OwnedByWijkverband:
		w = network.WijkverbandID(o.ID)
	case OwnedByRegion:
		region = network.RegionID(o.ID)
	case OwnedByOrganization:
		org = network.OrganizationID(o.ID)
	case OwnedByNation:
		var err error
		if org, err = boardOf(ctx, tx); err != nil {
			return "", err
		}
	}
	names, err := s.Network.PlaceTx(ctx, tx, org, region, w)
	for _, name := range []string{names.Organization, names.Region, names.Wijkverband} {
		if name != "" {
			return name, err
		}
	}
	return fallback, err
}

// byReporters are events of which the moment would help to tell who reported.
var byReporters = []EventKind{EventReported, EventJoined, EventConfirmed, EventObjected, EventEnded, EventReopened}

// events reads events e.
func events(ctx context.Context, tx *store.Tx, where string, args ...any) ([]Event, error) {
	return store.All(ctx, tx, func(row func(...any) error) (e Event, err error) {
		var at int64
		err = row(&e.Number, &at, &e.Kind, &e.Words, &e.Level, &e.By.Kind, &e.By.ID, &e.Other, &e.Meeting)
		if e.At = clock.FromMicros(at); e.By.Kind == "" && slices.Contains(byReporters, e.Kind) {
			e.At = day(e.At)
		}
		return e, err
	}, `SELECT e.number, e.at, e.kind, e.words, e.level, e.by_kind, e.by_owner, e.other, e.meeting FROM bottleneck_event e WHERE `+where, args...)
}

func answers(all []Event) (out []Answer) {
	for _, e := range all {
		if e.Kind == EventAnswered {
			out = append(out, Answer{Level: e.Level, Words: e.Words, At: e.At, By: e.By, Meeting: e.Meeting})
		}
	}
	return out
}

// trailOf reads the owners that a bottleneck had, by the day.
func trailOf(ctx context.Context, tx *store.Tx, which ID) ([]Stop, error) {
	return store.All(ctx, tx, func(row func(...any) error) (t Stop, err error) {
		var from, until, answerBy, answered int64
		err = row(&t.Level, &t.Owner.Kind, &t.Owner.ID, &from, &until, &t.Why, &answerBy, &answered)
		t.From, t.AnswerBy = day(clock.FromMicros(from)), clock.FromMicros(answerBy)
		if until != 0 {
			t.Until = day(clock.FromMicros(until))
		}
		if answered != 0 {
			t.Answered = clock.FromMicros(answered)
		}
		return t, err
	}, `SELECT level, owner_kind, owner, from_at, coalesce(until_at, 0), why, answer_by, coalesce(answered_at, 0) FROM bottleneck_stop
		WHERE bottleneck = $1 ORDER BY number`, which)
}

// endingOf reads the ending that was proposed last; nil for none.
func endingOf(ctx context.Context, tx *store.Tx, b *stored) (*Ending, error) {
	var e Ending
	var number, proposed, ended int64
	err := tx.QueryRow(ctx, `SELECT number, kind, words, proposed_at, by_rule, reminded, outcome, coalesce(ended_at, 0),
			(SELECT count(*) FROM bottleneck_vote v JOIN bottleneck_reporter r ON r.id = v.reporter JOIN bottleneck o ON o.id = r.bottleneck
				WHERE v.bottleneck = e.bottleneck AND v.number = e.number AND o.root = e.bottleneck)
		FROM bottleneck_ending e WHERE e.bottleneck = $1 ORDER BY e.number DESC LIMIT 1`, b.ID).
		Scan(&number, &e.Kind, &e.Words, &proposed, &e.ByRule, &e.Reminded, &e.Outcome, &ended, &e.Yes)
	if errors.Is(err, store.ErrNone) {
		return nil, nil
	}
	e.Asked, e.ProposedAt = b.Reporters, clock.FromMicros(proposed)
	if ended != 0 {
		e.EndedAt = day(clock.FromMicros(ended))
	}
	return &e, err
}

// reportersOf fills in who may be named, and how many may not.
func reportersOf(ctx context.Context, tx *store.Tx, root ID, l *Look) error {
	all, err := store.All(ctx, tx, func(row func(...any) error) (r Reporter, err error) {
		return r, row(&r.Person, &r.Name, &r.Organization, &r.Request)
	}, `SELECT CASE WHEN r.unnamed = 1 THEN '' ELSE r.person END, CASE WHEN r.unnamed = 1 THEN '' ELSE coalesce(p.name, '') END AS shown, r.organization, r.request
		FROM bottleneck_reporter r JOIN bottleneck b ON b.id = r.bottleneck LEFT JOIN person p ON p.id = r.person AND r.person <> ''
		WHERE b.root = $1 AND r.rule = '' ORDER BY shown, 1`, root)
	for _, r := range all {
		if r.Person == "" {
			l.Unnamed++
			continue
		}
		l.Reporters = append(l.Reporters, r)
	}
	return err
}

// waitsFor tells whether the yes of one of these reports is waited for.
func waitsFor(ctx context.Context, tx *store.Tx, root ID, reports []string) (bool, error) {
	for _, id := range reports {
		var open bool
		err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM bottleneck_ending e WHERE e.bottleneck = $1 AND e.outcome = ''
			AND NOT EXISTS (SELECT 1 FROM bottleneck_vote v WHERE v.bottleneck = $1 AND v.number = e.number AND v.reporter = $2))`, root, id).Scan(&open)
		if err != nil || open {
			return open, err
		}
	}
	return false, nil
}
