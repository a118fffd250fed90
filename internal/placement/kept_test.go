package placement_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/jobs"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/placement/placementtest"
)

// Who said no, was too late or lost reads what it was about, and no words or answers any more.
func TestWhoseQuestionEndedReadsItNoLonger(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		d := placementtest.Draft(placement.Soon)
		d.Needs, d.Groups, d.Wishes, d.Insurer, d.Note = map[string]string{"walking": "help"}, []string{"kwetsbare-ouderen"}, []string{"partner"}, "cz", "Wil graag een tuin."
		one, two, three := h.Offer(t, "one", 1, 5), h.Offer(t, "two", 1, 5), h.Offer(t, "three", 1, 5)
		d.Continuity = []network.OrganizationID{one.Organization, two.Organization}
		r := must[placement.Request](t)(h.Service.Draft(t.Context(), asker, d))
		must[placement.Request](t)(h.Open(t.Context(), asker, r.ID, placementtest.Consent(placement.Soon, h.clock.now())))
		asked := h.invite(t, r.ID, one, two, three)
		see := func(i placement.Invitation) placement.Request {
			return must[placement.Asked](t)(h.Invitation(t.Context(), placementtest.Of(i.Organization), i.ID)).Request
		}
		if got := see(asked[0]); got.Note == "" || len(got.Needs) != 1 || len(got.Continuity) != 1 || got.Continuity[0] != one.Organization {
			t.Errorf("asked, and sees %+v", got)
		}
		if got := see(asked[2]); len(got.Continuity) != 0 {
			t.Errorf("reads who knows the person: %v", got.Continuity)
		}
		h.answer(t, asked[0], yes())
		h.answer(t, asked[1], no("too-far"))
		h.answer(t, asked[2], yes())
		must[placement.Request](t)(h.Choose(t.Context(), asker, r.ID, asked[0].ID))
		if got := see(asked[0]); got.Note == "" || len(got.Wishes) != 1 {
			t.Errorf("chosen, and sees %+v", got)
		}
		must[placement.Request](t)(h.Withdraw(t.Context(), asker, r.ID, "died"))
		for _, i := range asked {
			got := see(i)
			if got.Note != "" || got.Needs != nil || got.Groups != nil || got.Wishes != nil || got.Insurer != "" || got.Continuity != nil || got.Vulnerable ||
				got.Outcome != "" || !got.ClosedAt.IsZero() || !got.CommitBy.IsZero() || got.Kind == "" {
				t.Errorf("ended, and sees %+v", got)
			}
		}
	})
}

// Who it was is gone as soon as no place is needed any more.
func TestWithdrawingErasesWhoItWas(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		one := h.Offer(t, "one", 1, 5)
		r := h.Opened(t, placement.Soon)
		asked := h.invite(t, r.ID, one)
		h.answer(t, asked[0], yes())
		must[placement.Request](t)(h.Choose(t.Context(), asker, r.ID, asked[0].ID))
		must[placement.Request](t)(h.HandOver(t.Context(), asker, r.ID, placement.Person{Name: "Anna Proef"}))
		must[placement.Request](t)(h.Withdraw(t.Context(), asker, r.ID, "changed"))
		if n := h.count(t, `SELECT count(*) FROM placement_person`); n != 0 {
			t.Error("who it was is still there")
		}
	})
}

// What words and links there were is gone with the rest.
func TestErasingTakesEverything(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		r := h.Opened(t, placement.Soon)
		plan := placement.Bridging{Who: placementtest.BridgerOrg, What: "Hulp bij wassen, want de dochter is ziek", Paid: "Uit de Wmo", Until: h.clock.now().Add(time.Hour)}
		must[placement.Request](t)(h.Bridge(t.Context(), desk, r.ID, plan))
		must[string](t)(h.FollowLink(t.Context(), asker, r.ID))
		must[placement.Request](t)(h.Withdraw(t.Context(), asker, r.ID, "own-solution"))
		const words, links = `SELECT count(*) FROM placement_bridging WHERE what <> '' OR paid <> ''`, `SELECT count(*) FROM link WHERE until_at > $1`
		if h.count(t, words) != 1 || h.count(t, links, h.clock.now().UnixMicro()) != 1 {
			t.Fatal("there is nothing to erase")
		}
		h.clock.add(7 * 24 * time.Hour)
		must[int](t)(h.Expire(t.Context()))
		if n := h.count(t, words); n != 0 {
			t.Errorf("%d words are left", n)
		}
		if n := h.count(t, links, h.clock.now().UnixMicro()); n != 0 {
			t.Errorf("%d links work", n)
		}
	})
}

// Of the links to follow a few work at once: the newest.
func TestTheNewestLinksToFollowWork(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		r, other := h.Opened(t, placement.Soon), h.Opened(t, placement.Soon)
		apart := must[string](t)(h.FollowLink(t.Context(), asker, other.ID))
		var tokens []string
		for range 7 {
			h.clock.add(time.Minute)
			tokens = append(tokens, must[string](t)(h.FollowLink(t.Context(), asker, r.ID)))
		}
		for i, token := range append(tokens, apart) {
			_, err := h.Follow(t.Context(), token)
			if works := err == nil; works != (i >= 2) {
				t.Errorf("link %d: %v", i, err)
			}
		}
	})
}

// What nobody reads any more goes by itself, whether somebody writes or not.
func TestOldRowsGo(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		r := h.Opened(t, placement.Soon)
		i := h.invite(t, r.ID, h.Offer(t, "one", 1, 5))[0]
		h.answer(t, i, yes())
		h.answer(t, i, no("other"))
		must[placement.DeskNote](t)(h.Note(t.Context(), desk, placementtest.Region, "Alles is rustig."))
		h.exec(t, `INSERT INTO placement_notice (id, about, news, organization, made_at) VALUES ('n', 'a', 'ended', 'o', $1)`, h.clock.now().UnixMicro())
		left := func() (all [4]int) {
			must[bool](t)(true, h.RunClocks(t.Context(), jobs.Job{}))
			for k, table := range []string{"desk_note", "placement_notice", "offer_hold", "capacity_proof"} {
				all[k] = h.count(t, `SELECT count(*) FROM `+table)
			}
			return all
		}
		if got := left(); got != [4]int{1, 1, 1, 1} {
			t.Fatalf("there are %v", got)
		}
		for _, step := range []struct {
			days int
			want [4]int
		}{{29, [4]int{1, 1, 1, 1}}, {2, [4]int{0, 1, 1, 1}}, {60, [4]int{0, 0, 0, 1}}, {275, [4]int{}}} {
			h.clock.add(time.Duration(step.days) * 24 * time.Hour)
			if got := left(); got != step.want {
				t.Errorf("after %d days more: %v, want %v", step.days, got, step.want)
			}
		}
	})
}

// A form that is sent twice makes one request. An id that another organisation uses opens nothing, and
// leaves no trace with its owner.
func TestADraftSentTwiceIsOne(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		d := placementtest.Draft(placement.Soon)
		d.ID, d.Note = id.New[placement.RequestID](), "Wil graag een tuin."
		first := must[placement.Request](t)(h.Service.Draft(t.Context(), asker, d))
		again := d
		again.Note = "Iets anders."
		second := must[placement.Request](t)(h.Service.Draft(t.Context(), asker, again))
		if first.ID != d.ID || second.ID != d.ID || second.Note != d.Note || second.Version != 1 {
			t.Errorf("sent twice: %+v, %+v", first, second)
		}
		trace := func() int { return h.count(t, `SELECT count(*) FROM ledger_subject WHERE subject_id = $1`, d.ID) }
		before := trace()
		got, err := h.Service.Draft(t.Context(), stranger, again)
		wants(t, err, fault.Conflict)
		if got.ID != "" || got.Note != "" || fault.Safe(err).Text.NL == "" {
			t.Errorf("a stranger reads %+v", got)
		}
		if now := h.now(t, d.ID); now.Note != d.Note || now.Version != 1 || now.Organization != placementtest.AskerOrg {
			t.Errorf("a stranger changed %+v", now)
		}
		if n := trace() - before - 1; n != 0 { // one is the look above
			t.Errorf("a stranger stands %d times with the request", n)
		}
		if n := h.count(t, `SELECT count(*) FROM placement_step WHERE request = $1`, d.ID); n != 1 {
			t.Errorf("%d steps", n)
		}
		d.ID = "x"
		_, err = h.Service.Draft(t.Context(), asker, d)
		field(t, err, "id")
	})
}

// A list that is longer than what is given at once goes on, each request once, and says how many there are.
func TestListsGoOn(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		o := h.Offer(t, "one", 9, 50)
		want := map[placement.RequestID]bool{}
		for k, u := range []placement.Urgency{placement.Planned, placement.Crisis, placement.Soon, placement.Soon, placement.Planned, placement.Crisis, placement.Soon} {
			if k%2 == 0 {
				h.clock.add(time.Second)
			}
			r := h.Opened(t, u)
			want[r.ID] = true
			h.invite(t, r.ID, o)
		}
		provider := placementtest.Of(o.Organization)
		for name, look := range map[string]func(w placement.Window) (placement.Page, error){
			"desk": func(w placement.Window) (placement.Page, error) {
				return h.Desk(t.Context(), desk, placementtest.Region, w)
			},
			"own": func(w placement.Window) (placement.Page, error) { return h.Own(t.Context(), asker, w) },
			"invited": func(w placement.Window) (placement.Page, error) {
				a, err := h.Invited(t.Context(), provider, w)
				p := placement.Page{Next: a.Next, Total: a.Total}
				for _, q := range a.Items {
					p.Items = append(p.Items, q.Request)
				}
				return p, err
			},
		} {
			whole := must[placement.Page](t)(look(placement.Window{}))
			if len(whole.Items) != len(want) || whole.Next != "" || whole.Total != len(want) {
				t.Fatalf("%s: %d of %d", name, len(whole.Items), whole.Total)
			}
			var parts []placement.Request
			for w := (placement.Window{Limit: 3}); ; {
				p := must[placement.Page](t)(look(w))
				if p.Total != len(want) || len(p.Items) > 3 {
					t.Errorf("%s: %d of %d", name, len(p.Items), p.Total)
				}
				parts = append(parts, p.Items...)
				if w.After = p.Next; p.Next == "" {
					break
				}
			}
			if len(parts) != len(whole.Items) {
				t.Fatalf("%s: %d in parts, %d at once", name, len(parts), len(whole.Items))
			}
			for i := range parts {
				if parts[i].ID != whole.Items[i].ID || len(parts[i].Invitations) != 1 {
					t.Errorf("%s: %d is %+v", name, i, parts[i])
				}
			}
			for _, bad := range []string{"x", "1.2", "1.2.3.x", "a.0.0." + string(placementtest.AskerOrg)} {
				_, err := look(placement.Window{After: bad})
				field(t, err, "cursor")
			}
		}
	})
}

// A region changes its desk while requests are opened: none keeps the old one.
func TestNoRequestKeepsAnOldDesk(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		desks := []network.OrganizationID{placementtest.DeskOrg, placementtest.BridgerOrg}
		for k := range 30 {
			r := must[placement.Request](t)(h.Service.Draft(t.Context(), asker, placementtest.Draft(placement.Soon)))
			next := desks[(k+1)%2]
			var wg sync.WaitGroup
			wg.Go(func() {
				if _, err := h.Open(t.Context(), asker, r.ID, placementtest.Consent(placement.Soon, r.MadeAt)); err != nil {
					t.Error(err)
				}
			})
			wg.Go(func() {
				if err := h.SaveDesk(t.Context(), staff, placementtest.Region, next); err != nil {
					t.Error(err)
				}
			})
			wg.Go(func() {
				rule := placement.BridgingRule{Region: placementtest.Region, Organization: next, What: "Hulp", Days: 1}
				var both sync.WaitGroup
				for range 2 {
					both.Go(func() {
						if _, err := h.SaveBridgingRule(t.Context(), staff, rule); err != nil {
							t.Error(err)
						}
					})
				}
				both.Wait()
			})
			wg.Wait()
			if got := h.now(t, r.ID); got.Desk != next {
				t.Fatalf("round %d: the request is with %s, the desk is %s", k, got.Desk, next)
			}
		}
	})
}

// counted is a board that counts how often it is asked.
type counted struct {
	h     *house
	asked int
}

func (c *counted) Kind(code capacity.KindCode) []capacity.Offer {
	c.asked++
	p, err := c.h.Capacity.Offers(context.Background(), capacity.Query{Kind: code, Limit: 100})
	if err != nil {
		panic(err)
	}
	return p.Items
}

// Whose right is not there costs no weighing of offers.
func TestNobodyWeighsForAStranger(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		h.Offer(t, "one", 1, 5)
		r := h.Opened(t, placement.Soon)
		c := &counted{h: h}
		h.Board = c
		for _, a := range []access.Actor{stranger, placementtest.Of(placementtest.BridgerOrg)} {
			_, err := h.Cascade(t.Context(), a, r.ID, 1)
			wants(t, err, fault.Denied)
			_, err = h.Candidates(t.Context(), a, r.ID)
			wants(t, err, fault.Denied)
		}
		if c.asked != 0 {
			t.Errorf("weighed %d times", c.asked)
		}
		if got := must[placement.Request](t)(h.Cascade(t.Context(), asker, r.ID, 1)); len(got.Invitations) != 1 || c.asked != 1 {
			t.Errorf("asked %d, weighed %d times", len(got.Invitations), c.asked)
		}
	})
}
