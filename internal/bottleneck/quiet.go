package bottleneck

import (
	"context"
	"errors"
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/store"
)

// A reporter who stays unnamed acts under the number of their report. The ledger, which employers and
// others read, then holds no person, no organisation, no session and no address of theirs; and the number
// is another one for each bottleneck.
const reporterPrefix = "reporter:"

// quietly is somebody who does one act on one bottleneck as the reporter with a number.
func quietly(via access.Via, reporter, act string, which ID) access.Actor {
	return access.Actor{Person: reporterPrefix + reporter, Role: access.Holder, Via: via, Assurance: access.Low, Scopes: act, Only: string(which)}
}

// reporterActs are what the link of a receipt permits.
const reporterActs = "bottleneck.Confirm bottleneck.Object bottleneck.Reopen"

// somebody tells whether an actor is a person or program that the platform knows.
func somebody(actor access.Actor) bool {
	return actor.Role != access.Citizen && actor.Role != access.Holder && actor.Role != access.System && actor.Person != ""
}

// mine gives the reports of an actor within the tree of a root: their own, or those of whoever holds the
// link of one of them.
func mine(ctx context.Context, tx *store.Tx, actor access.Actor, root ID) ([]string, error) {
	which, value := `r.person = $2`, actor.Person
	if id, ok := strings.CutPrefix(actor.Person, reporterPrefix); ok {
		which, value = `(r.id = $2 OR r.person <> '' AND r.person = (SELECT o.person FROM bottleneck_reporter o WHERE o.id = $2))`, id
	} else if !somebody(actor) {
		return nil, nil
	}
	return store.All(ctx, tx, func(row func(...any) error) (id string, err error) { return id, row(&id) },
		`SELECT r.id FROM bottleneck_reporter r JOIN bottleneck b ON b.id = r.bottleneck WHERE b.root = $1 AND `+which+` ORDER BY r.id`, root, value)
}

// asReporter gives under whom somebody does a reporter's act: their own name, or the number of their report
// where they stay unnamed.
func (s *Service) asReporter(ctx context.Context, actor access.Actor, act string, which ID) (access.Actor, error) {
	if !somebody(actor) {
		return actor, nil
	}
	var reporter string
	err := s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		return tx.QueryRow(ctx, `SELECT r.id FROM bottleneck_reporter r JOIN bottleneck b ON b.id = r.bottleneck
			WHERE b.root = (SELECT o.root FROM bottleneck o WHERE o.id = $1) AND r.person = $2 AND r.unnamed = 1 ORDER BY r.id LIMIT 1`, which, actor.Person).Scan(&reporter)
	})
	if errors.Is(err, store.ErrNone) {
		return actor, nil
	}
	if err != nil {
		return actor, err
	}
	return quietly(actor.Via, reporter, act, which), nil
}

// unnamed gives under whom somebody reports or joins who stays unnamed: when they may at all, the number that
// their report will have.
func (s *Service) unnamed(actor access.Actor, act, reporter string, subject access.Subject) access.Actor {
	if !somebody(actor) || !s.spine.Policies().Decide(actor, act, subject).Allowed {
		return actor
	}
	return quietly(actor.Via, reporter, act, ID(subject.ID))
}
