package placement

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// body is the part of a draft that is read as a whole.
type body struct {
	Groups        []string                 `json:"groups,omitempty"`
	Languages     []string                 `json:"languages,omitempty"`
	Insurer       string                   `json:"insurer,omitempty"`
	MaxKilometres int                      `json:"max_km,omitempty"`
	Places        int                      `json:"places,omitempty"`
	Continuity    []network.OrganizationID `json:"continuity,omitempty"`
	Wishes        []string                 `json:"wishes,omitempty"`
	Needs         map[string]string        `json:"needs,omitempty"`
	StartBy       int64                    `json:"start_by,omitempty"`
	Note          string                   `json:"note,omitempty"`
}

func (d *Draft) encode() (string, error) {
	b := body{Groups: d.Groups, Languages: d.Languages, Insurer: d.Insurer, MaxKilometres: d.MaxKilometres, Places: d.Places,
		Continuity: d.Continuity, Wishes: d.Wishes, Needs: d.Needs, Note: d.Note}
	if !d.StartBy.IsZero() {
		b.StartBy = clock.Micros(d.StartBy)
	}
	text, err := json.Marshal(b)
	return string(text), err
}

func (d *Draft) decode(text string) error {
	var b body
	if err := json.Unmarshal([]byte(text), &b); err != nil {
		return err
	}
	d.Groups, d.Languages, d.Insurer, d.MaxKilometres, d.Places = b.Groups, b.Languages, b.Insurer, b.MaxKilometres, b.Places
	d.Continuity, d.Wishes, d.Needs, d.Note = b.Continuity, b.Wishes, b.Needs, b.Note
	if b.StartBy != 0 {
		d.StartBy = clock.FromMicros(b.StartBy)
	}
	return nil
}

// micros stores a moment that may be none.
func micros(t time.Time) sql.NullInt64 {
	return sql.NullInt64{Int64: clock.Micros(t), Valid: !t.IsZero()}
}

func moment(us sql.NullInt64) time.Time {
	if !us.Valid {
		return time.Time{}
	}
	return clock.FromMicros(us.Int64)
}

func bit(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}

const requestColumns = `r.id, r.version, r.state, r.ask, r.kind, r.urgency, r.direction, r.area, r.region, r.body, r.vulnerable, r.asker, r.organization,
	r.desk, r.desk_person, r.consent_at, r.consent_with, r.consent_why_not, r.made_at, r.opened_at, r.commit_by, r.accepted_at, r.start_by,
	r.placed_at, r.started_at, r.closed_at, r.outcome, r.chosen, r.next_at, r.erased,
	EXISTS (SELECT 1 FROM placement_person p WHERE p.request = r.id), EXISTS (SELECT 1 FROM placement_bridging b WHERE b.request = r.id)`

// stored is a request with what only the rows know.
type stored struct {
	Request
	startBy time.Time // when the desk is told that it has not begun
	erased  bool
	bridged bool // there are rows of bridging
}

func scanRequest(row func(...any) error) (*stored, error) {
	var r stored
	var text string
	var consent, opened, commit, accepted, start, placed, started, closed, next sql.NullInt64
	var made int64
	err := row(&r.ID, &r.Version, &r.State, &r.Ask, &r.Kind, &r.Urgency, &r.Direction, &r.Area, &r.Region, &text, &r.Vulnerable, &r.Asker, &r.Organization,
		&r.Desk, &r.DeskPerson, &consent, &r.Consent.With, &r.Consent.WhyNot, &made, &opened, &commit, &accepted, &start,
		&placed, &started, &closed, &r.Outcome, &r.Chosen, &next, &r.erased, &r.HandedOver, &r.bridged)
	if err != nil {
		return nil, err
	}
	r.Consent.At, r.MadeAt, r.OpenedAt, r.CommitBy = moment(consent), clock.FromMicros(made), moment(opened), moment(commit)
	r.AcceptedAt, r.startBy, r.PlacedAt, r.StartedAt = moment(accepted), moment(start), moment(placed), moment(started)
	r.ClosedAt, r.NextAt = moment(closed), moment(next)
	return &r, r.decode(text)
}

const invitationColumns = `id, request, offer, service, organization, state, sent_at, until_at, answered_at, held_until, ended_at, reason, fell, chance, hold`

func scanInvitation(row func(...any) error) (i Invitation, err error) {
	var sent, until int64
	var answered, held, ended sql.NullInt64
	err = row(&i.ID, &i.Request, &i.Offer, &i.Service, &i.Organization, &i.State, &sent, &until, &answered, &held, &ended, &i.Reason, &i.Fell, &i.Chance, &i.hold)
	i.SentAt, i.Until, i.AnsweredAt = clock.FromMicros(sent), clock.FromMicros(until), moment(answered)
	i.HeldUntil, i.EndedAt = moment(held), moment(ended)
	return i, err
}

const bridgingColumns = `id, request, organization, what, paid, from_at, until_at, rule, ended_at`

func scanBridging(row func(...any) error) (b Bridging, err error) {
	var from, until int64
	var ended sql.NullInt64
	err = row(&b.ID, &b.request, &b.Who, &b.What, &b.Paid, &from, &until, &b.Rule, &ended)
	b.From, b.Until, b.Ended = clock.FromMicros(from), clock.FromMicros(until), moment(ended)
	return b, err
}

func noRequest() error {
	return fault.Missing("Deze aanvraag bestaat niet.", "request not found")
}

// find gives a request with all that belongs to it, and holds its row where lock says so.
func find(ctx context.Context, tx *store.Tx, which RequestID, lock bool) (*stored, error) {
	if lock {
		if err := tx.Lock(ctx, "placement_request", string(which)); err != nil {
			return nil, err
		}
	}
	r, err := store.One(ctx, tx, scanRequest, `SELECT `+requestColumns+` FROM placement_request r WHERE r.id = $1`, which)
	if errors.Is(err, store.ErrNone) {
		return nil, noRequest()
	}
	if err != nil {
		return nil, err
	}
	if r.Invitations, err = store.All(ctx, tx, scanInvitation,
		`SELECT `+invitationColumns+` FROM placement_invitation WHERE request = $1 ORDER BY sent_at, id`, which); err != nil || !r.bridged {
		return r, err
	}
	r.Bridging, err = store.All(ctx, tx, scanBridging,
		`SELECT `+bridgingColumns+` FROM placement_bridging WHERE request = $1 ORDER BY from_at, id`, which)
	return r, err
}

// insertRequest tells whether it made the row: one with this id may stand already.
func insertRequest(ctx context.Context, tx *store.Tx, r *stored) (made bool, err error) {
	text, err := r.encode()
	if err != nil {
		return false, err
	}
	done, err := tx.Exec(ctx, `INSERT INTO placement_request (id, version, state, ask, kind, urgency, direction, area, region, body, vulnerable, asker, organization,
			desk, desk_person, consent_with, consent_why_not, made_at, outcome, chosen, next_at, erased)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, '', '', '', '', $14, '', '', $15, 0) ON CONFLICT (id) DO NOTHING`,
		r.ID, r.Version, r.State, r.Ask, r.Kind, r.Urgency, r.Direction, r.Area, r.Region, text, bit(r.Vulnerable), r.Asker, r.Organization,
		clock.Micros(r.MadeAt), micros(r.NextAt))
	if err != nil {
		return false, err
	}
	n, err := done.RowsAffected()
	return n == 1, err
}

// updateDraft writes what only a draft can change.
func updateDraft(ctx context.Context, tx *store.Tx, r *stored) error {
	text, err := r.encode()
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE placement_request SET ask = $2, kind = $3, urgency = $4, direction = $5, area = $6, region = $7, body = $8, vulnerable = $9 WHERE id = $1`,
		r.ID, r.Ask, r.Kind, r.Urgency, r.Direction, r.Area, r.Region, text, bit(r.Vulnerable))
	return err
}

// updateRequest writes what any other act changes.
func updateRequest(ctx context.Context, tx *store.Tx, r *stored) error {
	_, err := tx.Exec(ctx, `UPDATE placement_request SET version = $2, state = $3, desk = $4, desk_person = $5, consent_at = $6, consent_with = $7, consent_why_not = $8,
			opened_at = $9, commit_by = $10, accepted_at = $11, start_by = $12, placed_at = $13, started_at = $14, closed_at = $15, outcome = $16, chosen = $17,
			next_at = $18, erased = $19 WHERE id = $1`,
		r.ID, r.Version, r.State, r.Desk, r.DeskPerson, micros(r.Consent.At), r.Consent.With, r.Consent.WhyNot,
		micros(r.OpenedAt), micros(r.CommitBy), micros(r.AcceptedAt), micros(r.startBy), micros(r.PlacedAt), micros(r.StartedAt), micros(r.ClosedAt),
		r.Outcome, r.Chosen, micros(r.NextAt), bit(r.erased))
	return err
}

func insertInvitation(ctx context.Context, tx *store.Tx, i Invitation) error {
	_, err := tx.Exec(ctx, `INSERT INTO placement_invitation (id, request, offer, service, organization, state, sent_at, until_at, reason, chance, hold)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', $9, '')`,
		i.ID, i.Request, i.Offer, i.Service, i.Organization, i.State, clock.Micros(i.SentAt), clock.Micros(i.Until), i.Chance)
	return err
}

func updateInvitation(ctx context.Context, tx *store.Tx, i Invitation) error {
	_, err := tx.Exec(ctx, `UPDATE placement_invitation SET state = $2, answered_at = $3, held_until = $4, ended_at = $5, reason = $6, fell = $7, hold = $8 WHERE id = $1`,
		i.ID, i.State, micros(i.AnsweredAt), micros(i.HeldUntil), micros(i.EndedAt), i.Reason, i.Fell, i.hold)
	return err
}

// confidence bounds what a figure says of itself to what the column takes.
func confidence(o *capacity.Offer, now time.Time) float64 {
	return max(0, min(1, o.Confidence(now)))
}
