package link

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/store"
)

// ID identifies a link; it is no secret and opens nothing.
type ID string

// Link is what a link permits.
type Link struct {
	ID ID
	// Act is the one act, as the policies name it, and the subject the one thing.
	Act         string
	SubjectType string
	SubjectID   string
	// Organization and Region are those of the thing.
	Organization string
	Region       string
	// Person is the id of whom it was sent to, where an account is known.
	Person string
	Until  time.Time
	// Note is what the link's page shows besides. No personal data: the row outlives the link.
	Note map[string]string
}

// Path is where a link with a token leads, below the address of the site.
func Path(token string) string { return "/inzage/" + token }

// Links makes and spends links.
type Links struct {
	db   *store.DB
	ring *keys.Ring
}

// New makes the service.
func New(db *store.DB, ring *keys.Ring) *Links { return &Links{db: db, ring: ring} }

// Actor is whoever holds the link: somebody without a name who may do this act to this thing.
func (l Link) Actor() access.Actor {
	return access.Actor{
		Person: "link:" + string(l.ID), Name: "Iemand met een link", Role: access.Holder, Via: access.ByLink, Assurance: access.Low,
		Scopes: l.Act, Only: l.SubjectID, Organization: l.Organization, Region: l.Region,
	}
}

// MakeTx makes a link within the act of whoever sends it, and gives the token that belongs in the mail.
// A given id is kept; an empty one is made.
func (l *Links) MakeTx(ctx context.Context, tx *act.Tx, made Link) (token string, err error) {
	defer fault.Wrap(&err, "link.MakeTx")
	now, err := tx.Now(ctx)
	if err != nil {
		return "", err
	}
	if made.Act == "" || made.SubjectID == "" || !made.Until.After(now) {
		return "", fault.New(fault.Invalid, "Deze link kan niet worden gemaakt.", "a link needs an act, a subject and a moment of ending that is to come")
	}
	if made.ID == "" {
		made.ID = id.New[ID]()
	}
	note, err := json.Marshal(made.Note)
	if err != nil {
		return "", err
	}
	token = newToken()
	fingerprint, err := l.ring.Fingerprint(keys.ForLinks, token)
	if err != nil {
		return "", err
	}
	_, err = tx.Exec(ctx, `INSERT INTO link (id, fingerprint, act, subject_type, subject_id, organization, region, person, note, made_at, until_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		made.ID, fingerprint, made.Act, made.SubjectType, made.SubjectID, made.Organization, made.Region, made.Person, string(note),
		clock.Micros(now), clock.Micros(made.Until))
	if err != nil {
		return "", err
	}
	tx.About("link", string(made.ID))
	return token, nil
}

// Find says what a link is for, and changes nothing: programs that check mail open links too. An
// unknown, spent, withdrawn or old one is NotFound, always in the same words.
func (l *Links) Find(ctx context.Context, token string) (found Link, err error) {
	defer fault.Wrap(&err, "link.Find")
	return l.find(ctx, token, unused)
}

// find reads the link of a token whose time has not passed, when it is as the first part of the
// condition says. Any other is NotFound.
func (l *Links) find(ctx context.Context, token, which string) (found Link, err error) {
	err = l.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		where, args, err := l.of(token, now)
		if err != nil {
			return err
		}
		found, err = store.One(ctx, tx, scan, `SELECT `+columns+` FROM link WHERE `+which+where, args...)
		return err
	})
	if errors.Is(err, store.ErrNone) {
		return Link{}, fault.Missing(goneNL, goneEN)
	}
	return found, err
}

// UseTx spends a link within the act that it permits; of several at once one succeeds. Any that cannot
// be used (again) is a Conflict, always in the same words.
func (l *Links) UseTx(ctx context.Context, tx *act.Tx, token string) (err error) {
	defer fault.Wrap(&err, "link.UseTx")
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	where, args, err := l.of(token, now)
	if err != nil {
		return err
	}
	// One statement looks and spends: who comes second waits for the first and finds the row used.
	var used ID
	err = tx.QueryRow(ctx, `UPDATE link SET used_at = $1 WHERE `+unused+where+` RETURNING id`, args...).Scan(&used)
	switch {
	case errors.Is(err, store.ErrNone):
		return fault.New(fault.Conflict, goneNL, goneEN)
	case err != nil:
		return err
	}
	tx.About("link", string(used))
	return nil
}

// WithdrawTx ends the links for an act on a thing that nobody has used yet.
func (l *Links) WithdrawTx(ctx context.Context, tx *act.Tx, actName, subjectID string) (err error) {
	defer fault.Wrap(&err, "link.WithdrawTx")
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE link SET until_at = CASE WHEN made_at > $1 THEN made_at ELSE $1 END
		WHERE used_at IS NULL AND until_at > $1 AND act = $2 AND subject_id = $3`, clock.Micros(now), actName, subjectID)
	return err
}

const (
	goneNL = "Deze link werkt niet meer. Misschien is hij al gebruikt, of te oud."
	goneEN = "this link does not work any more: it may have been used or be too old"
)

const unused = `used_at IS NULL AND `

// of is the condition on a link that its token is for, and whose time has not passed at a moment. The
// fingerprints are those under each key still known, for a link may be older than the last rotation. What
// is no token goes the same way and finds nothing.
func (l *Links) of(token string, at time.Time) (where string, args []any, err error) {
	token, _ = parse(token)
	all, err := l.ring.Fingerprints(keys.ForLinks, token)
	if err != nil {
		return "", nil, err
	}
	args = []any{clock.Micros(at)}
	marks := make([]string, len(all))
	for i, f := range all {
		args = append(args, f)
		marks[i] = "$" + strconv.Itoa(len(args))
	}
	return `until_at > $1 AND fingerprint IN (` + strings.Join(marks, ",") + `)`, args, nil
}

const columns = `id, act, subject_type, subject_id, organization, region, person, note, until_at`

func scan(row func(...any) error) (l Link, err error) {
	var note string
	var until int64
	if err := row(&l.ID, &l.Act, &l.SubjectType, &l.SubjectID, &l.Organization, &l.Region, &l.Person, &note, &until); err != nil {
		return Link{}, err
	}
	l.Until = clock.FromMicros(until)
	return l, json.Unmarshal([]byte(note), &l.Note)
}
