package obligation_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/agreement/obligation"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/jobs"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
)

func jobOf() jobs.Job { return jobs.Job{Kind: obligation.WeighJob} }

func (h *house) exec(query string, args ...any) {
	h.Helper()
	if err := h.db.Write(h.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, query, args...)
		return err
	}); err != nil {
		h.Fatal(err)
	}
}

// key names the first week of a party's answers; promised of its promise.
func (h *house) key(party network.OrganizationID) obligation.Key {
	return obligation.Key{Agreement: "a", Obligation: "answers", Party: party, From: monday(0)}
}

func (h *house) promised(party network.OrganizationID) obligation.Key {
	k := h.key(party)
	k.Obligation = "promise"
	return k
}

// afterAWeek is an agreement of two parties, of which both did badly in the first week.
func (h *house) afterAWeek() {
	h.people = voices{{Grantor: "nurses", Delegate: "delegate", Forum: table, Subjects: []string{"reachability"}},
		{Grantor: "nurses", Delegate: "elsewhere", Forum: mandate.Forum{Kind: mandate.Nation}, Subjects: []string{mandate.Every}}}
	h.bind("a", answers(90, "week"), start, time.Time{}, "nurses", "doctors")
	h.bind("a", promise("week"), start, time.Time{}, "nurses")
	h.scale.says(10, 5)
	h.at(monday(1).Add(time.Hour))
	h.weigh()
}

var (
	admin     = actor(access.ProviderAdmin, "admin", "nurses")
	delegate  = actor(access.Professional, "delegate", "practice")
	colleague = actor(access.Professional, "colleague", "nurses")
)

func TestWhoMayExplain(t *testing.T) {
	t.Parallel()
	run(t, func(h *house) {
		h.afterAWeek()
		for _, c := range []struct {
			who  access.Actor
			kind fault.Kind
		}{
			{colleague, fault.Denied}, // of the party, without a mandate
			{actor(access.ProviderAdmin, "rival", "doctors"), fault.Denied},
			{actor(access.Professional, "elsewhere", "practice"), fault.Denied}, // speaks for the party at another table
			{staff, fault.Denied},
			{actor(access.Insurer, "insurer", "insurer"), fault.Denied},
			{actor(access.Insurer, "payer", "insurer"), fault.Denied}, // an insurer that is no party here
			{access.Anonymous("x"), fault.Denied},
			{access.Job("obligation"), fault.Denied},
		} {
			if _, err := h.Explain(t.Context(), c.who, h.key("nurses"), "Er was griep."); fault.KindOf(err) != c.kind {
				t.Errorf("%s %s of %s explains: %v", c.who.Role, c.who.Person, c.who.Organization, err)
			}
			if _, err := h.Attest(t.Context(), c.who, h.promised("nurses"), true, ""); fault.KindOf(err) != c.kind {
				t.Errorf("%s %s of %s attests: %v", c.who.Role, c.who.Person, c.who.Organization, err)
			}
		}
		for i, who := range []access.Actor{admin, delegate} {
			h.wait(time.Hour)
			p, err := h.Explain(t.Context(), who, h.key("nurses"), []string{"Er was griep.", "Er was griep, en het rooster was niet vol."}[i])
			if err != nil || p.Outcome != obligation.Explained || p.Asked || !p.ExplainedAt.Equal(h.clock()) {
				t.Errorf("%s: %+v, %v", who.Person, p, err)
			}
		}
		stands := h.kept("a")
		for _, p := range stands {
			if p.Party == "nurses" && p.Obligation == "answers" && p.Explanation != "Er was griep, en het rooster was niet vol." {
				t.Errorf("the newest words are not shown: %+v", p)
			}
			if p.Party == "doctors" && p.Outcome != obligation.NotKept {
				t.Errorf("the other party became %+v", p)
			}
		}
		if n := h.count(`SELECT count(*) FROM obligation_answer WHERE kind = 'explained'`); n != 2 {
			t.Errorf("%d explanations are kept, want both", n)
		}
	})
}

// An insurer that signed answers for itself, by who holds its mandate.
func TestAnInsurerThatSignedAnswers(t *testing.T) {
	t.Parallel()
	run(t, func(h *house) {
		h.people = voices{{Grantor: "insurer", Delegate: "payer", Forum: table, Subjects: []string{"reachability"}}}
		h.bind("a", answers(90, "week"), start, time.Time{}, "insurer", "doctors")
		h.bind("a", promise("week"), start, time.Time{}, "insurer")
		h.scale.says(10, 5)
		h.at(monday(1).Add(time.Hour))
		h.weigh()
		payer, other := actor(access.Insurer, "payer", "insurer"), actor(access.Insurer, "other", "insurer")
		if w := h.week(payer); len(w.ToExplain) != 1 || len(w.ToAttest) != 1 || len(w.Running) != 2 {
			t.Errorf("the week of an insurer: %+v", w)
		}
		if _, err := h.Explain(t.Context(), other, h.key("insurer"), "Het lag stil."); fault.KindOf(err) != fault.Denied {
			t.Errorf("a colleague without the mandate explains: %v", err)
		}
		if p, err := h.Explain(t.Context(), payer, h.key("insurer"), "Het lag stil."); err != nil || p.Outcome != obligation.Explained {
			t.Errorf("the delegate explains: %+v, %v", p, err)
		}
		if p, err := h.Attest(t.Context(), payer, h.promised("insurer"), true, ""); err != nil || p.Outcome != obligation.Kept {
			t.Errorf("the delegate attests: %+v, %v", p, err)
		}
		if _, err := h.Explain(t.Context(), payer, h.key("doctors"), "Het lag stil."); fault.KindOf(err) != fault.Denied {
			t.Errorf("it explains for another party: %v", err)
		}
	})
}

func TestWhatCannotBeExplainedOrAttested(t *testing.T) {
	t.Parallel()
	run(t, func(h *house) {
		h.afterAWeek()
		explain := func(k obligation.Key, words string) fault.Kind {
			_, err := h.Explain(t.Context(), admin, k, words)
			return fault.KindOf(err)
		}
		next := h.key("nurses")
		next.From = monday(1)
		for name, c := range map[string]struct{ got, want fault.Kind }{
			"no words":         {explain(h.key("nurses"), "  "), fault.Invalid},
			"too many words":   {explain(h.key("nurses"), strings.Repeat("a", 2001)), fault.Invalid},
			"a control sign":   {explain(h.key("nurses"), "a\x00b"), fault.Invalid},
			"a telephone":      {explain(h.key("nurses"), "Bel 06-12345678 voor meer."), fault.Invalid},
			"a running week":   {explain(next, "Er was griep."), fault.NotFound},
			"a promise":        {explain(h.promised("nurses"), "Er was griep."), fault.Conflict},
			"an unknown party": {explain(h.key("nobody"), "Er was griep."), fault.NotFound},
			"attest a measured": {func() fault.Kind {
				_, err := h.Attest(t.Context(), admin, h.key("nurses"), true, "")
				return fault.KindOf(err)
			}(), fault.Conflict},
			"attest without why": {func() fault.Kind {
				_, err := h.Attest(t.Context(), admin, h.promised("nurses"), false, "")
				return fault.KindOf(err)
			}(), fault.Invalid},
		} {
			if c.got != c.want {
				t.Errorf("%s: %v, want %v", name, c.got, c.want)
			}
		}
		h.scale.says(10, 10)
		h.at(monday(2).Add(time.Hour))
		h.weigh()
		if got := explain(next, "Er was griep."); got != fault.Conflict {
			t.Errorf("what was kept is explained: %v", got)
		}
		if n := h.count(`SELECT count(*) FROM obligation_answer`); n != 0 {
			t.Errorf("%d answers were kept", n)
		}
	})
}

func TestTheNewestWordOfAPartyCounts(t *testing.T) {
	t.Parallel()
	run(t, func(h *house) {
		h.afterAWeek()
		say := func(kept bool, words string) obligation.Period {
			h.wait(time.Hour)
			p, err := h.Attest(t.Context(), delegate, h.promised("nurses"), kept, words)
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
		if p := say(true, ""); p.Outcome != obligation.Kept || !p.Attested || p.Late(h.clock()) {
			t.Errorf("attested as kept: %+v", p)
		}
		if p := say(false, "Het overleg ging niet door."); p.Outcome != obligation.Explained || p.N != 0 {
			t.Errorf("corrected: %+v", p)
		}
		h.wait(30 * day)
		if p := say(true, "Het was er toch."); p.Outcome != obligation.Kept || !p.Late(h.clock()) {
			t.Errorf("after its time: %+v", p)
		}
	})
}
