package placement_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/placement/placementtest"
	"eerstelijn/internal/store"
)

var states = []placement.State{placement.StateDraft, placement.StateOpen, placement.StateBridging, placement.StateAccepted, placement.StatePlaced,
	placement.StateClosed, placement.StateWithdrawn, placement.StateExpired}

// scene is a request in a state, with one provider that has not answered, one with a place on offer or
// chosen, and one that nobody asked.
type scene struct {
	h                         *house
	request                   placement.RequestID
	waiting, yes              placement.Invitation
	quiet, offering, untasked capacity.Offer
}

// stage brings a request to a state by the acts of people.
func stage(t *testing.T, h *house, state placement.State) *scene {
	t.Helper()
	s := &scene{h: h}
	d := placementtest.Draft(placement.Soon)
	d.Ask = placement.Advice // the one that can be closed before it was started
	r := must[placement.Request](t)(h.Service.Draft(t.Context(), asker, d))
	s.request = r.ID
	name := string(r.ID)
	s.quiet, s.offering, s.untasked = h.Offer(t, name+"a", 2, 9), h.Offer(t, name+"b", 2, 9), h.Offer(t, name+"c", 2, 9)
	switch state {
	case placement.StateDraft:
		return s
	case placement.StateExpired:
		h.clock.add(30 * 24 * time.Hour)
		must[int](t)(h.Expire(t.Context()))
		return s
	}
	must[placement.Request](t)(h.Open(t.Context(), asker, r.ID, placementtest.Consent(placement.Soon, h.clock.now())))
	asked := h.invite(t, r.ID, s.quiet, s.offering)
	s.waiting, s.yes = asked[0], h.answer(t, asked[1], yes())
	do := func(name string, by access.Actor) {
		if _, err := s.act(name, by); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	switch state {
	case placement.StateBridging:
		do("Bridge", desk)
	case placement.StateWithdrawn:
		do("Withdraw", asker)
	case placement.StateAccepted, placement.StatePlaced, placement.StateClosed:
		do("Choose", asker)
		if state != placement.StateAccepted {
			do("Start", asker)
		}
		if state == placement.StateClosed {
			do("Close", asker)
		}
	}
	return s
}

// act does an act as somebody.
func (s *scene) act(name string, by access.Actor) (placement.Request, error) {
	h, r, ctx := s.h, s.request, context.Background()
	switch name {
	case "Change":
		return h.Change(ctx, by, r, 1, placementtest.Draft(placement.Planned))
	case "Open":
		return h.Open(ctx, by, r, placementtest.Consent(placement.Soon, h.clock.now()))
	case "Invite":
		return h.Invite(ctx, by, r, offers(s.untasked))
	case "Cascade":
		return h.Cascade(ctx, by, r, 1)
	case "Answer":
		_, err := h.Answer(ctx, by, s.waiting.ID, yes())
		return placement.Request{}, err
	case "Choose":
		return h.Choose(ctx, by, r, s.yes.ID)
	case "Bridge":
		return h.Bridge(ctx, by, r, placement.Bridging{Who: placementtest.BridgerOrg, What: "Wijkverpleging komt elke dag", Until: h.clock.now().Add(72 * time.Hour)})
	case "EndBridging":
		return h.EndBridging(ctx, by, r)
	case "Take":
		return h.Take(ctx, by, r)
	case "HandOver":
		return h.HandOver(ctx, by, r, placement.Person{Name: "Anna Proef"})
	case "FallThrough":
		return h.FallThrough(ctx, by, r, "changed")
	case "Start":
		return h.Start(ctx, by, r, time.Time{})
	case "Close":
		return h.Close(ctx, by, r, "helped")
	case "Withdraw":
		return h.Withdraw(ctx, by, r, "own-solution")
	}
	return placement.Request{}, fmt.Errorf("no act %s", name)
}

// by gives somebody of a party; the provider of an answer is the one who was asked, and otherwise the
// one who is or may be chosen.
func (s *scene) by(p placement.Party, name string) access.Actor {
	switch p {
	case placement.Asker:
		return asker
	case placement.Desk:
		return desk
	case placement.System:
		return access.Job("placement")
	}
	if name == "Answer" {
		return placementtest.Of(s.quiet.Organization)
	}
	return placementtest.Of(s.offering.Organization)
}

// TestEveryActInEveryStateByEveryParty goes through the whole table: what it lets happen happens and
// leads where it says, and everything else is refused and changes nothing.
func TestEveryActInEveryStateByEveryParty(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		done := map[string]bool{}
		for _, state := range states {
			s := stage(t, h, state)
			for _, m := range placement.Moves {
				if m.Act == "Expire" || m.Act == "Answer" && s.waiting.ID == "" {
					continue
				}
				for _, p := range []placement.Party{placement.Asker, placement.Provider, placement.Desk, placement.System, 0} {
					title := fmt.Sprintf("%s when %s by %d", m.Act, state, p)
					before := h.now(t, s.request)
					who := stranger
					if p != 0 {
						who = s.by(p, m.Act)
					}
					_, err := s.act(m.Act, who)
					after := h.now(t, s.request)
					// A draft is nobody's but the asker's; and before the choice there is no provider but the invited.
					hidden := p == placement.Desk && before.OpenedAt.IsZero() || p == placement.Provider && m.Act != "Answer" && before.Chosen == ""
					switch {
					case p == 0 || m.By&p == 0 || hidden:
						if fault.KindOf(err) != fault.Denied {
							t.Errorf("%s: %v, want a refusal", title, err)
						}
					case slices.Contains(m.Again, state):
						if err != nil || after.Version != before.Version {
							t.Errorf("%s: %v, from version %d to %d", title, err, before.Version, after.Version)
						}
					case m.To[state] == nil:
						if fault.KindOf(err) != fault.Conflict {
							t.Errorf("%s: %v, want a conflict", title, err)
						}
					case err != nil:
						t.Errorf("%s: %v", title, err)
					case !slices.Contains(m.To[state], after.State) || after.Version != before.Version+1:
						t.Errorf("%s leads to %s, version %d after %d", title, after.State, after.Version, before.Version)
					default:
						done[m.Act+" "+string(state)] = true
					}
					if err != nil && (after.Version != before.Version || after.State != before.State) {
						t.Errorf("%s was refused and changed something", title)
					}
					if after.Version != before.Version {
						s = stage(t, h, state)
					}
				}
			}
		}
		for _, m := range placement.Moves {
			for state := range m.To {
				if m.Act != "Expire" && !done[m.Act+" "+string(state)] {
					t.Errorf("the table says that %s can be done when %s, and nobody could", m.Act, state)
				}
			}
		}
	})
}

// The clocks lead where the table says, from every state, however far time goes.
func TestTheClocksKeepToTheTable(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		clocks, _ := placement.MoveOf("Expire")
		for _, state := range states {
			s := stage(t, h, state)
			for range 40 {
				before := h.now(t, s.request)
				h.clock.add(3 * 24 * time.Hour)
				must[int](t)(h.Expire(t.Context()))
				after := h.now(t, s.request)
				if !slices.Contains(clocks.To[before.State], after.State) {
					t.Fatalf("from %s the clocks led to %s", before.State, after.State)
				}
				if !after.NextAt.IsZero() && !after.NextAt.After(h.clock.now()) {
					t.Fatalf("%s: what comes next was due %s ago", after.State, h.clock.now().Sub(after.NextAt))
				}
				if after.State.Searching() && after.CommitBy.Before(h.clock.now()) {
					runs := slices.ContainsFunc(after.Bridging, func(b placement.Bridging) bool {
						return b.Ended.IsZero() && b.Who != "" && b.Until.After(h.clock.now())
					})
					if !runs {
						t.Fatalf("nobody bridges: %+v", after.Bridging)
					}
				}
			}
		}
	})
}

// An end of an invitation is an end: only what was chosen can still fall through.
func TestAnswerMovesEnd(t *testing.T) {
	t.Parallel()
	for from, to := range placement.AnswerMoves {
		if !from.Live() || len(to) == 0 {
			t.Errorf("%s has an end and moves on", from)
		}
		for _, s := range to {
			if s == placement.Waiting {
				t.Errorf("%s goes back to the beginning", from)
			}
		}
	}
}

// What must never be, the database refuses too, whoever writes.
func TestTheDatabaseHoldsToTheRules(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		draft := stage(t, h, placement.StateDraft)
		open := stage(t, h, placement.StateOpen)
		accepted := stage(t, h, placement.StateAccepted)
		for name, q := range map[string]struct {
			query string
			id    placement.RequestID
		}{
			"opened without a talk":      {`UPDATE placement_request SET opened_at = made_at, commit_by = made_at WHERE id = $1`, draft.request},
			"without a next moment":      {`UPDATE placement_request SET next_at = NULL WHERE id = $1`, open.request},
			"ended without a word":       {`UPDATE placement_request SET state = 'withdrawn', closed_at = made_at WHERE id = $1`, open.request},
			"closed without a place":     {`UPDATE placement_request SET state = 'closed', closed_at = made_at, outcome = 'helped' WHERE id = $1`, open.request},
			"just gone":                  {`UPDATE placement_request SET state = 'expired', closed_at = made_at, outcome = 'x' WHERE id = $1`, open.request},
			"finer than a wijk":          {`UPDATE placement_request SET area = 'BU03630401' WHERE id = $1`, draft.request},
			"two winners":                {`UPDATE placement_invitation SET state = 'chosen', hold = 'x', answered_at = sent_at WHERE request = $1`, accepted.request},
			"a no without a reason":      {`UPDATE placement_invitation SET state = 'no', ended_at = sent_at WHERE request = $1 AND state = 'open'`, open.request},
			"chosen without a hold":      {`UPDATE placement_invitation SET state = 'chosen', ended_at = sent_at WHERE request = $1 AND state = 'open'`, open.request},
			"bridged by two at once":     {`INSERT INTO placement_bridging (id, request, organization, what, paid, from_at, until_at, rule) SELECT 'a' || b.id, $1, 'x', '', '', 1, 2, '' FROM (SELECT '1' AS id UNION ALL SELECT '2') b`, open.request},
			"asked twice at once":        {`UPDATE placement_invitation SET offer = (SELECT min(offer) FROM placement_invitation WHERE request = $1) WHERE request = $1`, open.request},
			"an answer before it began":  {`UPDATE placement_invitation SET until_at = sent_at WHERE request = $1`, open.request},
			"in a crisis without reason": {`UPDATE placement_request SET urgency = 'crisis' WHERE id = $1`, open.request},
		} {
			err := h.DB.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error { _, err := tx.Exec(ctx, q.query, q.id); return err })
			if err == nil {
				t.Errorf("the database takes a request that is %s", name)
			}
		}
	})
}
