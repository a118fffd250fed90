package placement_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/placement/placementtest"
	"eerstelijn/internal/store"
)

// ★ Why a place fell through is kept for who asked and the desk, on every look of theirs, and shown to nobody else:
// neither to whom it was put to, nor to who comes after.
func TestWhyAPlaceFellThrough(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		one, two := h.Offer(t, "one", 1, 5), h.Offer(t, "two", 1, 5)
		r := h.accepted(t, placement.Soon, one)
		was, next := r.Chosen, placementtest.Of(two.Organization)
		must[placement.Request](t)(h.FallThrough(t.Context(), asker, r.ID, "person-declined"))
		after := h.invite(t, r.ID, two)[0]
		h.answer(t, after, yes())
		must[placement.Request](t)(h.Choose(t.Context(), desk, r.ID, after.ID))

		why := func(r placement.Request) placement.ReasonCode {
			i, _ := r.Invitation(was)
			return i.Fell
		}
		only := func(p placement.Page, err error) (placement.Request, error) {
			return must[placement.Page](t)(p, err).Items[0], err
		}
		for name, look := range map[string]func() (placement.Request, error){
			"who asked":          func() (placement.Request, error) { return h.Request(t.Context(), asker, r.ID) },
			"the list of theirs": func() (placement.Request, error) { return only(h.Own(t.Context(), asker, placement.Window{})) },
			"the desk":           func() (placement.Request, error) { return h.Request(t.Context(), desk, r.ID) },
			"the region":         func() (placement.Request, error) { return h.Request(t.Context(), staff, r.ID) },
			"the list of the desk": func() (placement.Request, error) {
				return only(h.Desk(t.Context(), desk, placementtest.Region, placement.Window{}))
			},
		} {
			got := must[placement.Request](t)(look())
			if i, _ := got.Invitation(was); why(got) != "person-declined" || i.Reason != "" || i.State != placement.TakenBack {
				t.Errorf("%s: %+v", name, i)
			}
		}
		for name, got := range map[string]placement.Asked{
			"whom it was put to": must[placement.Asked](t)(h.Invitation(t.Context(), placementtest.Of(one.Organization), was)),
			"who comes after":    must[placement.AskedPage](t)(h.Invited(t.Context(), next, placement.Window{})).Items[0],
		} {
			if got.Invitation.Fell != "" || why(got.Request) != "" || len(got.Request.Invitations) != 1 {
				t.Errorf("%s: %+v", name, got)
			}
		}
		// It stays as long as how the request ended does: a code that tells who nobody is.
		must[placement.Request](t)(h.Withdraw(t.Context(), asker, r.ID, "changed"))
		h.clock.add(100 * 24 * time.Hour)
		must[int](t)(h.Expire(t.Context()))
		got := h.now(t, r.ID)
		if i, _ := got.Invitation(after.ID); why(got) != "person-declined" || i.State != placement.TakenBack || i.Fell != "" {
			t.Errorf("when it has ended: %+v", got.Invitations)
		}
	})
}

// What ends a question that was chosen has one reason: the no of the provider, why it fell through, or that of the
// withdrawal, which stands with the request.
func TestOneReasonForWhatEnds(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		type reasons struct{ reason, fell, outcome placement.ReasonCode }
		for name, c := range map[string]struct {
			end  func(by access.Actor, r placement.RequestID) (placement.Request, error)
			want reasons
		}{
			"the provider has no place": {func(by access.Actor, r placement.RequestID) (placement.Request, error) {
				return h.FallThrough(t.Context(), by, r, "place-gone")
			}, reasons{reason: "full"}},
			"the provider says that it lies with the person": {func(by access.Actor, r placement.RequestID) (placement.Request, error) {
				return h.FallThrough(t.Context(), by, r, "changed")
			}, reasons{fell: "changed"}},
			"the desk says that the place is gone": {func(_ access.Actor, r placement.RequestID) (placement.Request, error) {
				return h.FallThrough(t.Context(), desk, r, "place-gone")
			}, reasons{fell: "place-gone"}},
			"withdrawn": {func(_ access.Actor, r placement.RequestID) (placement.Request, error) {
				return h.Withdraw(t.Context(), asker, r, "changed")
			}, reasons{outcome: "changed"}},
		} {
			o := h.Offer(t, name, 1, 5)
			r := h.accepted(t, placement.Crisis, o)
			must[placement.Request](t)(c.end(placementtest.Of(o.Organization), r.ID))
			got := h.now(t, r.ID)
			if i := got.Invitations[0]; (reasons{i.Reason, i.Fell, got.Outcome}) != c.want {
				t.Errorf("%s: %+v", name, got)
			}
		}
		r := h.accepted(t, placement.Crisis, h.Offer(t, "stands", 1, 5))
		if err := h.DB.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE placement_invitation SET fell = 'changed' WHERE id = $1`, r.Chosen)
			return err
		}); err == nil {
			t.Error("a place that stands is one that fell through")
		}
	})
}

// ★ An act shows no more than a look: the provider that was chosen gets its own part of the request back, without
// people and without what others were asked and said.
func TestAnActShowsNoMoreThanALook(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		for name, does := range map[string]func(by access.Actor, r placement.RequestID) (placement.Request, error){
			"start": func(by access.Actor, r placement.RequestID) (placement.Request, error) {
				return h.Start(t.Context(), by, r, time.Time{})
			},
			"close": func(by access.Actor, r placement.RequestID) (placement.Request, error) {
				must[placement.Request](t)(h.Start(t.Context(), by, r, time.Time{}))
				return h.Close(t.Context(), by, r, "helped")
			},
			"fall through": func(by access.Actor, r placement.RequestID) (placement.Request, error) {
				return h.FallThrough(t.Context(), by, r, "person-declined")
			},
		} {
			one, two, rival := h.Offer(t, name+" one", 1, 5), h.Offer(t, name+" two", 1, 5), h.Offer(t, name+" rival", 1, 5)
			r := h.accepted(t, placement.Soon, one)
			must[placement.Request](t)(h.FallThrough(t.Context(), asker, r.ID, "changed"))
			asked := h.invite(t, r.ID, two, rival)
			h.answer(t, asked[0], yes())
			h.answer(t, asked[1], no("language"))
			must[placement.Request](t)(h.Choose(t.Context(), asker, r.ID, asked[0].ID))
			must[placement.Request](t)(h.Take(t.Context(), desk, r.ID))

			got := must[placement.Request](t)(does(placementtest.Of(two.Organization), r.ID))
			if len(got.Invitations) != 1 || got.Invitations[0].ID != asked[0].ID || got.Invitations[0].Fell != "" ||
				got.Asker != "" || got.DeskPerson != "" || got.Consent != (placement.Consent{}) {
				t.Errorf("%s shows %+v", name, got)
			}
			now := h.now(t, r.ID)
			if len(now.Invitations) != 3 || got.State != now.State || got.Version != now.Version {
				t.Errorf("%s: %+v, and for who asked %+v", name, got, now)
			}
		}
		// Who asked gets all of it, whoever was chosen.
		o := h.Offer(t, "own", 1, 5)
		r := must[placement.Request](t)(h.Start(t.Context(), asker, h.accepted(t, placement.Crisis, o).ID, time.Time{}))
		if r.Asker != asker.Person || !slices.ContainsFunc(r.Invitations, func(i placement.Invitation) bool { return i.ID == r.Chosen }) {
			t.Errorf("%+v", r)
		}
	})
}
