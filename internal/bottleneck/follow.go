package bottleneck

import (
	"context"
	"errors"
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// gone says of a link no more than that it does not work.
func gone() error {
	return fault.Missing("Deze link werkt niet meer. Misschien is hij te oud.", "this link does not work any more: it may be too old")
}

// reportOf gives the report that a receipt's link is for.
func (s *Service) reportOf(ctx context.Context, token string) (reporter string, err error) {
	l, err := s.Links.Find(ctx, token)
	if err != nil {
		return "", err
	}
	if l.Act != followAct {
		return "", gone()
	}
	return strings.TrimSuffix(l.SubjectID, newsLinks), nil
}

// Follow tells whoever holds a receipt's link where it stands: everything that this reporter was told, word
// for word. NotFound when it does not work, always in the same words.
func (s *Service) Follow(ctx context.Context, token string) (f Followed, err error) {
	defer fault.Wrap(&err, "bottleneck.Follow")
	reporter, err := s.reportOf(ctx, token)
	if err != nil {
		return f, err
	}
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		f, err = s.followed(ctx, tx, reporter)
		return err
	})
	return f, err
}

func (s *Service) followed(ctx context.Context, tx *store.Tx, reporter string) (f Followed, err error) {
	var reported ID
	err = tx.QueryRow(ctx, `SELECT bottleneck FROM bottleneck_reporter WHERE id = $1`, reporter).Scan(&reported)
	if errors.Is(err, store.ErrNone) {
		return f, gone()
	}
	if err != nil {
		return f, err
	}
	own, err := find(ctx, tx, reported, false)
	if err != nil {
		return f, err
	}
	root := own
	if own.root != own.ID {
		if root, err = find(ctx, tx, own.root, false); err != nil {
			return f, err
		}
	}
	f.Bottleneck, f.Reported = root.Bottleneck, own.Bottleneck
	f.Events, err = events(ctx, tx, `EXISTS (SELECT 1 FROM bottleneck_receipt t WHERE t.bottleneck = e.bottleneck AND t.event = e.number AND t.reporter = $1)
		ORDER BY e.at, e.bottleneck, e.number`, reporter)
	if err != nil {
		return f, err
	}
	f.Answers = answers(f.Events)
	if f.Trail, err = trailOf(ctx, tx, root.ID); err != nil {
		return f, err
	}
	if f.Ending, err = endingOf(ctx, tx, root); err != nil {
		return f, err
	}
	if root.State == Proposed {
		if f.Asked, err = waitsFor(ctx, tx, root.ID, []string{reporter}); err != nil {
			return f, err
		}
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return f, err
	}
	f.CanOpen = root.State.Ended() && now.Before(root.since.Add(reopenFor))
	if f.Examples, err = s.examplesLike(ctx, tx, root); err != nil {
		return f, err
	}
	owners := ownersOf(&f.Bottleneck, f.Events)
	return f, s.names(ctx, tx, false, append(owners, &f.Reported.Owner)...)
}

// Holder gives the actor who may confirm, object and reopen with a receipt's link, and what they act on.
func (s *Service) Holder(ctx context.Context, token string) (_ access.Actor, which ID, err error) {
	defer fault.Wrap(&err, "bottleneck.Holder")
	reporter, err := s.reportOf(ctx, token)
	if err != nil {
		return access.Actor{}, "", err
	}
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		return tx.QueryRow(ctx, `SELECT bottleneck FROM bottleneck_reporter WHERE id = $1`, reporter).Scan(&which)
	})
	if errors.Is(err, store.ErrNone) {
		return access.Actor{}, "", gone()
	}
	return quietly(access.ByLink, reporter, reporterActs, which), which, err
}

// StopMail takes a reporter's address away and mails their account no more: whoever holds the link may, also
// where somebody else gave their address.
func (s *Service) StopMail(ctx context.Context, token string) (err error) {
	defer fault.Wrap(&err, "bottleneck.StopMail")
	actor, which, err := s.Holder(ctx, token)
	if err != nil {
		return err
	}
	actor.Scopes = "bottleneck.StopMail"
	load := func(context.Context, *store.Tx) (access.Subject, error) {
		return access.Subject{Type: "bottleneck", ID: string(which), Person: actor.Person}, nil
	}
	return s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "bottleneck.StopMail", Load: load}, func(ctx context.Context, tx *act.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE bottleneck_reporter SET email = '', no_mail = 1 WHERE id = $1`, strings.TrimPrefix(actor.Person, reporterPrefix))
		return err
	})
}
