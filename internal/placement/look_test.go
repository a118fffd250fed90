package placement_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity/link"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/placement/placementtest"
	"eerstelijn/internal/store"
)

func (h *house) exec(t testing.TB, query string, args ...any) {
	t.Helper()
	if err := h.DB.Write(context.Background(), func(ctx context.Context, tx *store.Tx) error { _, err := tx.Exec(ctx, query, args...); return err }); err != nil {
		t.Fatal(err)
	}
}

// A draft is its asker's alone: neither the desk nor the region's staff knows of it.
func TestADraftIsTheAskersAlone(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		r := must[placement.Request](t)(h.Service.Draft(t.Context(), asker, placementtest.Draft(placement.Soon)))
		for _, a := range []access.Actor{desk, staff, stranger} {
			_, err := h.Request(t.Context(), a, r.ID)
			wants(t, err, fault.Denied)
			_, err = h.Withdraw(t.Context(), a, r.ID, "mistake")
			wants(t, err, fault.Denied)
		}
		if all := must[placement.Page](t)(h.Desk(t.Context(), staff, placementtest.Region, placement.Window{})).Items; len(all) != 0 {
			t.Errorf("the desk sees %d drafts", len(all))
		}
		if got := must[placement.Request](t)(h.Withdraw(t.Context(), asker, r.ID, "mistake")); got.State != placement.StateWithdrawn {
			t.Errorf("withdrawn: %+v", got)
		}
	})
}

// Who sees what: each look by those who may, and by those who may not.
func TestWhoSeesWhat(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		one, two := h.Offer(t, "one", 1, 5), h.Offer(t, "two", 1, 5)
		r := h.Opened(t, placement.Soon)
		asked := h.invite(t, r.ID, one, two)
		h.answer(t, asked[0], yes())
		h.answer(t, asked[1], no("too-far"))
		chosen, rival := placementtest.Of(one.Organization), placementtest.Of(two.Organization)
		insurer := access.Actor{Person: "p-insurer", Role: access.Insurer, Organization: string(placementtest.AskerOrg), Region: string(placementtest.Region), Assurance: access.High}
		elsewhere := staff
		elsewhere.Region = "another"
		ctx := t.Context()
		looks := map[string]struct {
			look     func(a access.Actor) error
			may, not []access.Actor
		}{
			"Request":    {func(a access.Actor) error { _, err := h.Request(ctx, a, r.ID); return err }, []access.Actor{asker, desk, staff}, []access.Actor{chosen, rival, stranger, insurer, elsewhere}},
			"Candidates": {func(a access.Actor) error { _, err := h.Candidates(ctx, a, r.ID); return err }, []access.Actor{asker, desk, staff}, []access.Actor{chosen, rival, stranger, insurer}},
			"Desk": {func(a access.Actor) error {
				_, err := h.Desk(ctx, a, placementtest.Region, placement.Window{})
				return err
			}, []access.Actor{desk, staff}, []access.Actor{asker, rival, stranger, insurer, elsewhere}},
			"Notes":      {func(a access.Actor) error { _, err := h.Notes(ctx, a, placementtest.Region); return err }, []access.Actor{desk, staff}, []access.Actor{asker, stranger, insurer, elsewhere}},
			"Note":       {func(a access.Actor) error { _, err := h.Note(ctx, a, placementtest.Region, "Rustig."); return err }, []access.Actor{desk, staff}, []access.Actor{asker, stranger, insurer, elsewhere}},
			"Invitation": {func(a access.Actor) error { _, err := h.Invitation(ctx, a, asked[0].ID); return err }, []access.Actor{chosen}, []access.Actor{asker, desk, rival, stranger, insurer}},
			"Own":        {func(a access.Actor) error { _, err := h.Own(ctx, a, placement.Window{}); return err }, []access.Actor{asker, desk, staff}, []access.Actor{insurer}},
			"Invited":    {func(a access.Actor) error { _, err := h.Invited(ctx, a, placement.Window{}); return err }, []access.Actor{chosen, rival}, []access.Actor{insurer, staff}},
			"FollowLink": {func(a access.Actor) error { _, err := h.FollowLink(ctx, a, r.ID); return err }, []access.Actor{asker, desk, staff}, []access.Actor{chosen, rival, stranger, insurer}},
			"SaveDesk":   {func(a access.Actor) error { return h.SaveDesk(ctx, a, placementtest.Region, placementtest.DeskOrg) }, []access.Actor{staff}, []access.Actor{asker, desk, chosen, elsewhere, insurer}},
		}
		for name, l := range looks {
			for _, a := range l.may {
				if err := l.look(a); err != nil {
					t.Errorf("%s by %s: %v", name, a.Person, err)
				}
			}
			for _, a := range l.not {
				if err := l.look(a); fault.KindOf(err) != fault.Denied {
					t.Errorf("%s by %s of %s: %v, want a refusal", name, a.Person, a.Organization, err)
				}
			}
		}
	})
}

func TestThePersonIsForTheAskerAndTheChosenOne(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		one, two := h.Offer(t, "one", 1, 5), h.Offer(t, "two", 1, 5)
		r := h.Opened(t, placement.Soon)
		asked := h.invite(t, r.ID, one, two)
		h.answer(t, asked[0], yes())
		h.answer(t, asked[1], yes())
		chosen, lost := placementtest.Of(one.Organization), placementtest.Of(two.Organization)
		who := placement.Person{Name: "Anna Proef", Birth: "1941-12-31", Reach: "Haar dochter, 06 1234 5678", Words: "Slaapt slecht."}
		_, err := h.HandOver(t.Context(), asker, r.ID, who)
		wants(t, err, fault.Conflict) // nobody was chosen yet
		must[placement.Request](t)(h.Choose(t.Context(), asker, r.ID, asked[0].ID))
		_, err = h.ReadHandOver(t.Context(), chosen, r.ID)
		wants(t, err, fault.NotFound)
		for name, p := range map[string]placement.Person{
			"name": {}, "birth": {Name: "Anna", Birth: "31-12-1941"}, "words": {Name: "Anna", Words: "BSN 111222333"},
		} {
			_, err := h.HandOver(t.Context(), asker, r.ID, p)
			field(t, err, name)
		}
		got := must[placement.Request](t)(h.HandOver(t.Context(), asker, r.ID, who))
		if !got.HandedOver || got.Turn != placement.TurnProvider {
			t.Errorf("handed over: %+v", got)
		}
		for _, a := range []access.Actor{asker, chosen} {
			if p := must[placement.Person](t)(h.ReadHandOver(t.Context(), a, r.ID)); p != who {
				t.Errorf("%s reads %+v", a.Person, p)
			}
		}
		for _, a := range []access.Actor{desk, staff, lost, stranger} {
			_, err := h.ReadHandOver(t.Context(), a, r.ID)
			wants(t, err, fault.Denied)
		}
		// Sealed where it lies, and nowhere in the record.
		if n := h.count(t, `SELECT count(*) FROM placement_person WHERE sealed LIKE '%Anna%' OR sealed LIKE '%1941%'`); n != 0 {
			t.Error("the person lies open in the database")
		}
		if n := h.count(t, `SELECT count(*) FROM ledger_entry WHERE change LIKE '%Anna%' OR reason LIKE '%Anna%' OR change LIKE '%dochter%'`); n != 0 {
			t.Error("the person stands in the ledger")
		}
		// Moved to another request it does not open.
		other := h.Opened(t, placement.Soon)
		h.exec(t, `INSERT INTO placement_person (request, sealed, made_at) SELECT $1, sealed, made_at FROM placement_person`, other.ID)
		if _, err := h.ReadHandOver(t.Context(), asker, other.ID); err == nil {
			t.Error("a moved secret opens")
		}
	})
}

// An invited provider sees the question, and nothing of people or of the others.
func TestAProviderSeesItsOwnQuestion(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		one, two := h.Offer(t, "one", 3, 5), h.Offer(t, "two", 1, 5)
		soon, crisis := h.Opened(t, placement.Soon), h.Opened(t, placement.Crisis)
		h.invite(t, soon.ID, one, two)
		first := h.invite(t, crisis.ID, one, two)
		provider := placementtest.Of(one.Organization)
		all := must[placement.AskedPage](t)(h.Invited(t.Context(), provider, placement.Window{})).Items
		if len(all) != 2 || all[0].Request.ID != crisis.ID {
			t.Fatalf("%d questions", len(all))
		}
		for _, a := range all {
			if a.Request.Asker != "" || a.Request.DeskPerson != "" || !a.Request.Consent.At.IsZero() || len(a.Request.Invitations) != 1 || a.Request.Organization != placementtest.AskerOrg {
				t.Errorf("sees %+v", a.Request)
			}
		}
		h.answer(t, first[1], yes())
		late := must[placement.Asked](t)(h.Invitation(t.Context(), provider, first[0].ID))
		if late.Invitation.State != placement.TakenBack || late.Request.Chosen != "" || !late.Request.AcceptedAt.IsZero() {
			t.Errorf("sees of the winner: %+v", late)
		}
		if all := must[placement.AskedPage](t)(h.Invited(t.Context(), provider, placement.Window{})).Items; len(all) != 1 {
			t.Errorf("%d questions wait", len(all))
		}
		if own := must[placement.Page](t)(h.Own(t.Context(), asker, placement.Window{})).Items; len(own) != 2 || own[0].ID != crisis.ID {
			t.Errorf("own: %d", len(own))
		}
	})
}

func TestTheDeskTakesOnAndHandsOver(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		r := h.Opened(t, placement.Soon)
		got := must[placement.Request](t)(h.Take(t.Context(), desk, r.ID))
		if got.DeskPerson != desk.Person {
			t.Errorf("taken by %s", got.DeskPerson)
		}
		if again := must[placement.Request](t)(h.Take(t.Context(), desk, r.ID)); again.Version != got.Version {
			t.Error("taking it on twice changed something")
		}
		if over := must[placement.Request](t)(h.Take(t.Context(), staff, r.ID)); over.DeskPerson != staff.Person {
			t.Errorf("taken over by %s", over.DeskPerson)
		}
		_, err := h.Note(t.Context(), desk, placementtest.Region, " ")
		field(t, err, "text")
		_, err = h.Note(t.Context(), desk, placementtest.Region, "Mevrouw Jansen belt terug op 0612345678")
		field(t, err, "text")
		_, err = h.Note(t.Context(), staff, "nowhere", "Rustig.")
		wants(t, err, fault.NotFound)
		must[placement.DeskNote](t)(h.Note(t.Context(), desk, placementtest.Region, "Zonnehof belt om 16.00 uur terug."))
		h.clock.add(time.Hour)
		must[placement.DeskNote](t)(h.Note(t.Context(), staff, placementtest.Region, "Nachtzorg is vol."))
		notes := must[[]placement.DeskNote](t)(h.Notes(t.Context(), desk, placementtest.Region))
		if len(notes) != 2 || notes[0].Text != "Nachtzorg is vol." || notes[1].Person != desk.Person {
			t.Errorf("notes %+v", notes)
		}
		// Another organisation runs the desk from now on.
		next := placementtest.BridgerOrg
		if err := h.SaveDesk(t.Context(), staff, placementtest.Region, next); err != nil {
			t.Fatal(err)
		}
		if got := must[network.OrganizationID](t)(h.DeskOf(t.Context(), placementtest.Region)); got != next {
			t.Errorf("desk %s", got)
		}
		if got := h.now(t, r.ID); got.Desk != next || got.DeskPerson != "" {
			t.Errorf("goes over: %+v", got)
		}
		_, err = h.Take(t.Context(), desk, r.ID)
		wants(t, err, fault.Denied)
	})
}

func TestThePersonFollowsByLink(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		o := h.Offer(t, "one", 1, 5)
		r := h.Opened(t, placement.Soon)
		token := must[string](t)(h.FollowLink(t.Context(), asker, r.ID))
		look := func() placement.Progress {
			t.Helper()
			return must[placement.Progress](t)(h.Follow(t.Context(), token))
		}
		if p := look(); p.State != placement.StateOpen || !p.Until.Equal(r.CommitBy) || p.CallPhone == "" || p.Says == "" || p.UpdatedAt.IsZero() {
			t.Errorf("follows %+v", p)
		}
		i := h.invite(t, r.ID, o)[0]
		if p := look(); p.Asked != 1 || p.Waiting != 1 {
			t.Errorf("asked: %+v", p)
		}
		h.answer(t, i, yes())
		if p := look(); p.Offered != 1 || p.Waiting != 0 {
			t.Errorf("offered: %+v", p)
		}
		must[placement.Request](t)(h.Choose(t.Context(), asker, r.ID, i.ID))
		if p := look(); p.State != placement.StateAccepted || !strings.Contains(p.Says, "een plek voor u") {
			t.Errorf("accepted: %+v", p)
		}
		if _, err := h.Follow(t.Context(), "nothing"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a wrong token: %v", err)
		}
		must[placement.Request](t)(h.Withdraw(t.Context(), asker, r.ID, "own-solution"))
		h.clock.add(8 * 24 * time.Hour)
		must[int](t)(h.Expire(t.Context()))
		_, err := h.Follow(t.Context(), token)
		wants(t, err, fault.NotFound)
	})
}

// A provider answers by a link from its mail: the link permits this one answer, once.
func TestAnAnswerByLink(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		one, two := h.Offer(t, "one", 1, 5), h.Offer(t, "two", 1, 5)
		r := h.Opened(t, placement.Soon)
		asked := h.invite(t, r.ID, one, two)
		var token string
		err := h.Spine.Do(t.Context(), act.Attempt{Actor: asker, Act: "placement.Invite", Load: func(context.Context, *store.Tx) (access.Subject, error) {
			return access.Subject{Type: "request", ID: string(r.ID), Organization: asker.Organization}, nil
		}}, func(ctx context.Context, tx *act.Tx) (err error) {
			token, err = h.Links.MakeTx(ctx, tx, link.Link{Act: "placement.Answer", SubjectType: "invitation", SubjectID: string(asked[0].ID),
				Organization: string(one.Organization), Region: string(placementtest.Region), Until: asked[0].Until})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		l := must[link.Link](t)(h.Links.Find(t.Context(), token))
		if seen := must[placement.Asked](t)(h.AskedBy(t.Context(), l)); seen.Invitation.ID != asked[0].ID || seen.Request.Asker != "" {
			t.Errorf("sees %+v", seen)
		}
		use := func(ctx context.Context, tx *act.Tx) error { return h.Links.UseTx(ctx, tx, token) }
		_, err = h.Answer(t.Context(), l.Actor(), asked[1].ID, yes(), use)
		wants(t, err, fault.Denied)
		if _, err := h.Links.Find(t.Context(), token); err != nil {
			t.Errorf("a refused answer spent the link: %v", err)
		}
		got := must[placement.Invitation](t)(h.Answer(t.Context(), l.Actor(), asked[0].ID, yes(), use))
		if got.State != placement.Offered {
			t.Errorf("answered: %+v", got)
		}
		_, err = h.Answer(t.Context(), l.Actor(), asked[0].ID, yes(), use)
		wants(t, err, fault.Conflict)
		_, err = h.AskedBy(t.Context(), link.Link{Act: "placement.Follow", SubjectID: string(asked[0].ID)})
		wants(t, err, fault.NotFound)
	})
}

// An entry names the request, the invitation, who was asked and the region, so that those who watch hear of it.
func TestWhatStandsInTheLedger(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		o := h.Offer(t, "one", 1, 5)
		r := h.Opened(t, placement.Soon)
		i := h.invite(t, r.ID, o)[0]
		h.answer(t, i, yes())
		for _, name := range []string{"placement.Invite", "placement.Answer"} {
			for kind, id := range map[string]string{"request": string(r.ID), "invitation": string(i.ID), "organization": string(o.Organization)} {
				n := h.count(t, `SELECT count(*) FROM ledger_entry e JOIN ledger_subject s ON s.entry = e.id
					WHERE e.act = $1 AND e.region = $2 AND s.subject_type = $3 AND s.subject_id = $4 AND e.outcome = 'done'`, name, placementtest.Region, kind, id)
				if n != 1 {
					t.Errorf("%s about the %s: %d entries", name, kind, n)
				}
			}
		}
		// A draft is nobody's business: its entry names no region.
		d := must[placement.Request](t)(h.Service.Draft(t.Context(), asker, placementtest.Draft(placement.Soon)))
		if n := h.count(t, `SELECT count(*) FROM ledger_entry e JOIN ledger_subject s ON s.entry = e.id WHERE s.subject_id = $1 AND e.region <> ''`, d.ID); n != 0 {
			t.Errorf("%d entries of a draft name a region", n)
		}
	})
}

func TestCandidatesAndCascade(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		full, some, most := h.Offer(t, "full", 0, 5), h.Offer(t, "some", 2, 5), h.Offer(t, "most", 5, 5)
		r := h.Opened(t, placement.Soon)
		list := must[placement.Shortlist](t)(h.Candidates(t.Context(), asker, r.ID))
		if len(list.Ranked) != 2 || len(list.LeftOut) != 1 || list.LeftOut[0].ID != string(full.ID) || len(list.LeftOut[0].Why) == 0 {
			t.Fatalf("list %+v", list)
		}
		got := must[placement.Request](t)(h.Cascade(t.Context(), desk, r.ID, 1))
		if len(got.Invitations) != 1 || string(got.Invitations[0].Offer) != list.Ranked[0].ID {
			t.Errorf("asked %+v", got.Invitations)
		}
		got = must[placement.Request](t)(h.Cascade(t.Context(), desk, r.ID, 5))
		if len(got.Invitations) != 2 {
			t.Errorf("asked %d of %s, %s", len(got.Invitations), some.ID, most.ID)
		}
		_, err := h.Cascade(t.Context(), desk, r.ID, 1)
		wants(t, err, fault.Conflict)
		_, err = h.Cascade(t.Context(), desk, r.ID, 0)
		field(t, err, "n")
		_, err = h.Invite(t.Context(), asker, r.ID, nil)
		field(t, err, "offers")
		if _, err := h.Invite(t.Context(), asker, r.ID, []capacity.OfferID{"nothing"}); fault.KindOf(err) != fault.NotFound {
			t.Errorf("an unknown offer: %v", err)
		}
	})
}
