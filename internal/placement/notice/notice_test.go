package notice_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
)

// The mail says that a question waits and until when, and has a link that answers that one invitation.
func TestInvitationIsAMailWithALinkThatAnswers(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		i, r := h.invited()
		h.invite(i, r)
		all := h.letters()
		if len(all) != 1 || all[0].To != "post@zorghuis.example" || all[0].Subject != "Er staat een vraag voor u klaar" {
			t.Fatalf("%+v", all)
		}
		text := all[0].Text
		if !strings.Contains(text, "Antwoord vóór 10-11-2026, 13.00 uur.") {
			t.Error(text)
		}
		for _, secret := range []string{"MARKERNOTE", "crisis", "wlz", "WK9901", "dementie", "Ziekenhuis", string(r.ID), string(i.ID)} {
			if strings.Contains(text+all[0].Subject, secret) {
				t.Errorf("the mail tells %q: %s", secret, text)
			}
		}
		_, token, _ := strings.Cut(text, "https://eerstelijn.example/inzage/")
		token, _, _ = strings.Cut(token, "\n")
		l, err := h.links.Find(t.Context(), token)
		if err != nil || l.Act != "placement.Answer" || l.SubjectID != string(i.ID) || l.Organization != string(h.provider) {
			t.Errorf("%+v, %v", l, err)
		}
		if !l.Until.After(i.Until) {
			t.Error("whoever is late would read that a link does not work")
		}
		if h.count(`SELECT count(*) FROM job WHERE kind = 'placement.webhook'`) != 0 {
			t.Error("a message to a program that there is not")
		}
	})
}

// ★ An act that is tried again makes no second message, whatever became of the first.
func TestNoInvitationMakesTwoMessages(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		p := newProgram(t)
		h.hook(p)
		i, r := h.invited()
		h.invite(i, r)
		h.invite(i, r)
		h.work()
		h.invite(i, r)
		told := placement.Told{To: h.provider, News: placement.NewsEnded, Request: r, Invitation: i.ID}
		for range 3 {
			h.do(func(ctx context.Context, tx *act.Tx) error { return h.notices.ToldTx(ctx, tx, told) })
			h.work()
		}
		if all := h.letters(); len(all) != 2 {
			t.Errorf("%d letters", len(all))
		}
		if got := p.arrivals(); len(got) != 2 || got[0].header.Get("Webhook-Id") == got[1].header.Get("Webhook-Id") {
			t.Errorf("%d arrivals", len(got))
		}
		// An act that fails tells nobody.
		other, of := h.invited()
		err := h.spine.Do(t.Context(), act.Attempt{Actor: access.Job("test"), Act: "placement.MeasureWaits", Load: loadNothing},
			func(ctx context.Context, tx *act.Tx) error {
				if err := h.notices.InvitedTx(ctx, tx, other, of); err != nil {
					return err
				}
				return context.Canceled
			})
		h.work()
		if all := h.letters(); err == nil || len(all) != 2 || len(p.arrivals()) != 2 {
			t.Errorf("%v; %d letters, %d arrivals", err, len(all), len(p.arrivals()))
		}
	})
}

// The service's own address for colleagues goes before the organisation's; without either nobody is
// mailed and nothing fails.
func TestWhereAMailGoes(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		for _, c := range []struct {
			contacts []directory.ContactPoint
			email    string
			want     string
		}{
			{[]directory.ContactPoint{{Audience: directory.ForCitizen, Email: "balie@zorghuis.example"}, {Audience: directory.ForProfessional, Phone: "0201234567"},
				{Audience: directory.ForProfessional, Email: "plek@zorghuis.example"}}, "post@zorghuis.example", "plek@zorghuis.example"},
			{[]directory.ContactPoint{{Audience: directory.ForCitizen, Email: "balie@zorghuis.example"}}, "post@zorghuis.example", "post@zorghuis.example"},
			{nil, "", ""},
		} {
			own, err := h.directory.Own(t.Context(), h.admin(), h.service)
			if err != nil {
				t.Fatal(err)
			}
			own.Contacts = c.contacts
			if _, err := h.directory.Save(t.Context(), h.admin(), own, own.Version); err != nil {
				t.Fatal(err)
			}
			if _, err := h.network.SaveOrganization(t.Context(), access.Job("test"), network.Organization{ID: h.provider, Kind: network.Provider, Name: "Zorghuis", Email: c.email}); err != nil {
				t.Fatal(err)
			}
			before := len(h.letters())
			i, r := h.invited()
			h.invite(i, r)
			all := h.letters()
			if c.want == "" {
				if len(all) != before {
					t.Errorf("mailed to %s", all[0].To)
				}
				continue
			}
			to := map[string]bool{}
			for _, l := range all {
				to[l.To] = true
			}
			if len(all) != before+1 || !to[c.want] {
				t.Errorf("%v, want %s", to, c.want)
			}
		}
	})
}

// News goes to whom it is for, and says nothing but that there is some, or that nothing is asked any more.
func TestNewsSaysLittle(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h *house) {
		who, err := h.network.SavePerson(t.Context(), access.Job("test"), network.Person{Name: "Anna Marker", Role: string(access.TransferDesk), Organization: h.asker, Email: "anna@ziekenhuis.example"})
		if err != nil {
			t.Fatal(err)
		}
		i, r := h.invited()
		r.Asker = string(who)
		for _, c := range []struct {
			told placement.Told
			to   string
			says string
		}{
			{placement.Told{To: h.provider, News: placement.NewsEnded, Request: r, Invitation: i.ID}, "post@zorghuis.example", "U hoeft niets meer te doen"},
			{placement.Told{To: h.provider, News: placement.NewsChosen, Request: r, Invitation: i.ID}, "post@zorghuis.example", "https://eerstelijn.example/werk/plaatsing\n"},
			{placement.Told{To: h.asker, News: placement.NewsOffered, Request: r, Invitation: i.ID}, "anna@ziekenhuis.example", "https://eerstelijn.example/werk/plaatsing\n"},
			{placement.Told{To: h.asker, News: placement.NewsBridging, Request: r}, "anna@ziekenhuis.example", "https://eerstelijn.example/werk/plaatsing\n"},
		} {
			h.do(func(ctx context.Context, tx *act.Tx) error { return h.notices.ToldTx(ctx, tx, c.told) })
			found := false
			for _, l := range h.letters() {
				found = found || l.To == c.to && strings.Contains(l.Text, c.says)
				for _, secret := range []string{"MARKERNOTE", "crisis", "Marker", "WK9901", string(r.ID), string(i.ID), "Zorghuis", "Ziekenhuis"} {
					if strings.Contains(l.Text+l.Subject, secret) {
						t.Errorf("%s: the mail tells %q", c.told.News, secret)
					}
				}
			}
			if !found {
				t.Errorf("%s: no letter to %s that says %q: %+v", c.told.News, c.to, c.says, h.letters())
			}
			h.wait(time.Second)
		}
		if n := len(h.letters()); n != 4 {
			t.Errorf("%d letters", n)
		}
		// The same news of a later version is news again.
		r.Version++
		h.do(func(ctx context.Context, tx *act.Tx) error {
			return h.notices.ToldTx(ctx, tx, placement.Told{To: h.asker, News: placement.NewsBridging, Request: r})
		})
		if n := len(h.letters()); n != 5 {
			t.Errorf("%d letters", n)
		}
	})
}
