package mandate

import (
	"cmp"
	"context"
	"slices"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// SaveSeat makes a seat, or says who holds it from a moment on; zero is now. Who held it before held it
// until then, and what was planned for later falls away. A seat without holder is vacant, and stays a
// seat. Staff and the board of the region may, and of a wijkverband's table its coordinator. The version
// named must be the one that stands; 0 makes a new one.
func (s *Service) SaveSeat(ctx context.Context, actor access.Actor, in Seat) (saved Seat, err error) {
	defer fault.Wrap(&err, "mandate.SaveSeat(%s)", in.ID)
	var c checks
	in.ID = newID(&c, in.ID)
	if err := c.Err(); err != nil {
		return in, err
	}
	err = s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "mandate.SaveSeat",
		Load: func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
			terms, err := termsTx(ctx, tx, in.ID)
			if err != nil {
				return access.Subject{}, err
			}
			if len(terms) > 0 {
				return withDesk(ctx, tx, seatSubject(terms[0].Seat), terms[0].Forum)
			}
			return withDesk(ctx, tx, seatSubject(in), in.Forum)
		},
	}, func(ctx context.Context, tx *act.Tx) error {
		now, k, err := advance(ctx, tx.Tx)
		if err != nil {
			return err
		}
		terms, err := termsTx(ctx, tx.Tx, in.ID)
		if err != nil {
			return err
		}
		is, version := in, int64(0)
		for _, t := range terms {
			version = max(version, t.Version)
		}
		if err := stale(actor, version, in.Version); err != nil {
			return err
		}
		var c checks
		if len(terms) > 0 && terms[0].Forum != is.Forum {
			c.Wrong("forum", "Een zetel blijft bij zijn overleg.", "a seat stays at its table")
		}
		if err := s.checkSeat(ctx, tx.Tx, &c, &is, now); err != nil {
			return err
		}
		if err := c.Err(); err != nil {
			return err
		}
		is.Version = version + 1
		if err := writeTerm(ctx, tx.Tx, terms, term{Seat: is}, k); err != nil {
			return err
		}
		seats, err := seatsTx(ctx, tx.Tx, view{at: is.From, known: k}, is.Forum)
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(seats, func(z Seat) bool { return z.ID == is.ID }); i >= 0 {
			saved = seats[i]
		}
		if is.Holder != "" {
			tx.About("person", string(is.Holder))
		}
		return tx.Changed(map[string]any{"forum": is.Forum.Kind, "discipline": is.Discipline, "version": is.Version, "vacant": is.Holder == ""})
	})
	return saved, err
}

func seatSubject(z Seat) access.Subject {
	return access.Subject{Type: "seat", ID: string(z.ID), Organization: string(z.Organization), Region: string(z.Forum.Region), Wijkverband: string(z.Forum.Wijkverband)}
}

func (s *Service) checkSeat(ctx context.Context, tx *store.Tx, c *checks, z *Seat, now time.Time) error {
	c.span(&z.Span, now)
	if c.Text("name", &z.Name, shortText); z.Name == "" {
		c.Wrong("name", "Geef de zetel een naam, zoals de rol of de discipline.", "expected a name, such as the role or the discipline")
	}
	if z.Weight == 0 {
		z.Weight = 1
	}
	if z.Weight < 1 || z.Weight > 100 {
		c.Wrong("weight", "Een stem telt 1 tot en met 100 keer.", "expected a weight from 1 to 100")
	}
	if err := s.checkForum(ctx, tx, c, z.Forum); err != nil {
		return err
	}
	if z.Discipline != "" {
		if err := s.checkDiscipline(ctx, tx, c, z.Discipline); err != nil {
			return err
		}
	}
	if z.Holder != "" {
		if err := s.checkPerson(ctx, tx, c, "holder", z.Holder); err != nil {
			return err
		}
	}
	if z.Organization != "" {
		if _, err := s.checkOrganization(ctx, tx, c, "organization", z.Organization); err != nil {
			return err
		}
	}
	return nil
}

// termsTx gives the rows of a seat that stand, in the order of time.
func termsTx(ctx context.Context, tx *store.Tx, id SeatID) ([]term, error) {
	return store.All(ctx, tx, scanTerm, `SELECT `+seatColumns+` FROM seat z WHERE z.id = $1 AND z.known_until IS NULL ORDER BY z.from_at`, id)
}

// writeTerm makes is what a seat is from its beginning on: rows that begin later fall away, and the one in
// force ends there.
func writeTerm(ctx context.Context, tx *store.Tx, terms []term, is term, k time.Time) error {
	for _, t := range terms {
		if !t.From.Before(is.From) || t.Until.IsZero() || t.Until.After(is.From) {
			_, err := tx.Exec(ctx, `UPDATE seat SET known_until = $3 WHERE id = $1 AND from_at = $2 AND known_until IS NULL`, t.ID, clock.Micros(t.From), clock.Micros(k))
			if err != nil {
				return err
			}
			if t.From.Before(is.From) {
				t.Until, t.Version = is.From, is.Version
				if err := insertTerm(ctx, tx, t, k); err != nil {
					return err
				}
			}
		}
	}
	return insertTerm(ctx, tx, is, k)
}

// EndSeat lets a seat be no more from a moment on; zero is now. Whoever may make it may.
func (s *Service) EndSeat(ctx context.Context, actor access.Actor, id SeatID, at time.Time) (err error) {
	defer fault.Wrap(&err, "mandate.EndSeat(%s)", id)
	return s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "mandate.EndSeat",
		Load: func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
			terms, err := termsTx(ctx, tx, id)
			if err != nil {
				return access.Subject{}, err
			}
			if len(terms) == 0 {
				return access.Subject{}, fault.Missing("Deze zetel kennen we niet.", "seat not found")
			}
			return withDesk(ctx, tx, seatSubject(terms[0].Seat), terms[0].Forum)
		},
	}, func(ctx context.Context, tx *act.Tx) error {
		now, k, err := advance(ctx, tx.Tx)
		if err != nil {
			return err
		}
		terms, err := termsTx(ctx, tx.Tx, id)
		if err != nil {
			return err
		}
		if at.IsZero() {
			at = now
		}
		last := terms[len(terms)-1]
		if at = at.UTC().Truncate(time.Microsecond); at.Before(terms[0].From) {
			return fault.InvalidField("at", "De zetel was er toen nog niet.", "expected a moment after the seat began")
		}
		if last.gone && !last.From.After(at) {
			return fault.New(fault.Conflict, "Deze zetel is dan al opgeheven.", "this seat is gone by then")
		}
		is := last
		is.Span, is.Holder, is.Organization, is.gone = Span{From: at}, "", "", true
		for _, t := range terms {
			is.Version = max(is.Version, t.Version)
		}
		is.Version++
		return writeTerm(ctx, tx.Tx, terms, is, k)
	})
}

// vacate leaves the seats of somebody vacant from now on, as is known from k on.
func vacate(ctx context.Context, tx *store.Tx, who network.PersonID, now, k time.Time) error {
	held, err := store.All(ctx, tx, func(row func(...any) error) (z SeatID, err error) { return z, row(&z) },
		`SELECT DISTINCT id FROM seat WHERE holder = $1 AND known_until IS NULL AND (until_at IS NULL OR until_at > $2) ORDER BY id`, who, clock.Micros(now))
	if err != nil {
		return err
	}
	for _, id := range held {
		terms, err := termsTx(ctx, tx, id)
		if err != nil {
			return err
		}
		version := int64(0)
		for _, t := range terms {
			version = max(version, t.Version)
		}
		for _, t := range terms {
			if t.Holder != who || !t.Until.IsZero() && !t.Until.After(now) {
				continue
			}
			empty := t
			empty.Holder, empty.Version = "", version+1
			_, err := tx.Exec(ctx, `UPDATE seat SET known_until = $3 WHERE id = $1 AND from_at = $2 AND known_until IS NULL`, t.ID, clock.Micros(t.From), clock.Micros(k))
			if err != nil {
				return err
			}
			if t.From.Before(now) {
				t.Until, t.Version, empty.From = now, version+1, now
				if err := insertTerm(ctx, tx, t, k); err != nil {
					return err
				}
			}
			if err := insertTerm(ctx, tx, empty, k); err != nil {
				return err
			}
		}
	}
	return nil
}

// Seats gives the seats at a table at a moment (zero is now) with who held them, by discipline.
func (s *Service) Seats(ctx context.Context, f Forum, at time.Time) (seats []Seat, err error) {
	return s.SeatsKnown(ctx, f, at, time.Time{})
}

// SeatsKnown is [Service.Seats] as it was known at a moment; zero is now.
func (s *Service) SeatsKnown(ctx context.Context, f Forum, at, known time.Time) (seats []Seat, err error) {
	defer fault.Wrap(&err, "mandate.Seats(%s)", f.Kind)
	err = s.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		v, err := look(ctx, tx, at, known)
		if err != nil {
			return err
		}
		seats, err = seatsTx(ctx, tx, v, f)
		return err
	})
	return seats, err
}

func seatsTx(ctx context.Context, tx *store.Tx, v view, f Forum) ([]Seat, error) {
	type placed struct {
		term
		position int64
	}
	rows, err := store.All(ctx, tx, func(row func(...any) error) (p placed, err error) {
		p.term, err = scanTerm(func(into ...any) error { return row(append(into, &p.position)...) })
		return p, err
	}, `SELECT `+seatColumns+`, coalesce(d.position, 1000) FROM seat z LEFT JOIN discipline d ON d.code = z.discipline
		WHERE z.forum = $1 AND z.region = $2 AND z.wijkverband = $3 AND z.from_at <= $4 AND `+knownAt("z", "$5")+` ORDER BY z.id, z.from_at`,
		f.Kind, f.Region, f.Wijkverband, clock.Micros(v.at), clock.Micros(v.known))
	if err != nil {
		return nil, err
	}
	var there []placed
	for i, p := range rows {
		if i+1 < len(rows) && rows[i+1].ID == p.ID || p.gone {
			continue // a later row of the same seat counts, or there is no seat any more
		}
		if !p.Has(v.at) {
			p.Holder, p.Organization, p.Span = "", "", Span{From: p.Until}
		}
		there = append(there, p)
	}
	slices.SortFunc(there, func(a, b placed) int {
		return cmp.Or(cmp.Compare(a.position, b.position), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	seats := make([]Seat, len(there))
	for i, p := range there {
		seats[i] = p.Seat
	}
	votes, err := votesTx(ctx, tx, v, f)
	if err != nil {
		return nil, err
	}
	equal := CountedEqual(votes, seatedOf(seats))
	for i := range seats {
		if seats[i].Votes = 1; !equal {
			seats[i].Votes = seats[i].Weight
		}
	}
	return seats, nil
}

// Voice is how citizens are heard in a region.
type Voice struct {
	// Own tells that they have a seat of their own at the RESV; otherwise they speak at the Regiotafel.
	Own   bool
	Seats []Seat // of citizens, at the table where they speak
}

// Citizens tells how citizens are heard in a region at a moment; zero is now.
func (s *Service) Citizens(ctx context.Context, region network.RegionID, at time.Time) (v Voice, err error) {
	defer fault.Wrap(&err, "mandate.Citizens(%s)", region)
	for _, kind := range []ForumKind{RESV, Regiotafel} {
		seats, err := s.Seats(ctx, Forum{Kind: kind, Region: region}, at)
		if err != nil {
			return Voice{}, err
		}
		v.Seats = slices.DeleteFunc(seats, func(z Seat) bool { return !z.Citizens })
		if v.Own = kind == RESV && len(v.Seats) > 0; v.Own {
			break
		}
	}
	return v, nil
}
