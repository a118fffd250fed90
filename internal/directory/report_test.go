package directory_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/ledger"
)

// post keeps what the directory writes to people.
type post struct {
	lock     sync.Mutex
	asked    []directory.Asked
	receipts []string
	fail     error
}

func (p *post) AskTx(_ context.Context, _ *act.Tx, q directory.Asked) error {
	p.lock.Lock()
	defer p.lock.Unlock()
	p.asked = append(p.asked, q)
	return p.fail
}

func (p *post) ReceiptTx(_ context.Context, _ *act.Tx, to string, _ directory.Report, token string) error {
	p.lock.Lock()
	defer p.lock.Unlock()
	p.receipts = append(p.receipts, to+" "+token)
	return p.fail
}

func (p *post) Mailbox(address string) (string, error) { return "print of " + address, nil }

func hoursOf(s directory.Service) directory.Wrong {
	return directory.Wrong{Service: s.ID, Kind: "hours", Words: "Op vrijdagmiddag zijn zij dicht."}
}

// TestReportGoesItsWay from the words of a visitor to the owner's answer, and away.
func TestReportGoesItsWay(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h house) {
		mail := &post{}
		h.SetPost(mail)
		s, err := h.Save(t.Context(), admin, practice(), 0)
		wants(t, err, done)
		wrong := hoursOf(s)
		wrong.Email = "iemand@mensen.example"
		receipt, err := h.Report(t.Context(), visitor, wrong)
		wants(t, err, done)
		if !receipt.DueAt.Equal(monday.AddDate(0, 0, 14)) || len(mail.receipts) != 1 || mail.receipts[0] != "iemand@mensen.example "+receipt.Token {
			t.Errorf("receipt %+v, mail %v", receipt, mail.receipts)
		}
		e := h.last(t, "directory.Report", 1)
		if e.Outcome != ledger.Done || e.Person != "anonymous" || len(e.Subjects) != 2 || strings.Contains(text(t, e), receipt.Token) || strings.Contains(text(t, e), "vrijdag") {
			t.Errorf("ledger %+v", e)
		}
		status := func(want directory.ReportState) directory.Report {
			t.Helper()
			r, err := h.ReportOf(t.Context(), receipt.Token)
			wants(t, err, done)
			if r.State != want || r.Words != "" || r.ServiceName != s.Name {
				t.Fatalf("status %+v, want %s", r, want)
			}
			return r
		}
		status(directory.ReportOpen)
		waiting, err := h.Reports(t.Context(), admin)
		wants(t, err, done)
		if len(waiting) != 1 || waiting[0].Words != wrong.Words || waiting[0].KindName != "De openingstijden" || waiting[0].Service != s.ID {
			t.Fatalf("waiting %+v", waiting)
		}
		id := waiting[0].ID
		wants(t, h.TakeReport(t.Context(), admin, id), done)
		wants(t, h.TakeReport(t.Context(), admin, id), fault.Conflict)
		status(directory.ReportTaken)
		wants(t, h.AnswerReport(t.Context(), admin, id, directory.Answer{Is: "perhaps"}), fault.Invalid)
		wants(t, h.AnswerReport(t.Context(), admin, id, directory.Answer{Is: directory.AnsweredRight, Reply: "Bel 123456782"}), fault.Invalid)
		wants(t, h.AnswerReport(t.Context(), admin, id, directory.Answer{Is: directory.AnsweredRight, Reply: "Vrijdag is gewoon open."}), done)
		wants(t, h.AnswerReport(t.Context(), admin, id, directory.Answer{Is: directory.AnsweredChanged}), fault.Conflict)
		if r := status(directory.ReportAnswered); r.Answer.Is != directory.AnsweredRight || r.Answer.Reply != "Vrijdag is gewoon open." {
			t.Errorf("answer %+v", r.Answer)
		}
		if waiting, err = h.Reports(t.Context(), admin); err != nil || len(waiting) != 0 {
			t.Errorf("%d wait, %v", len(waiting), err)
		}
		h.clock.advance(30*24*time.Hour + time.Second)
		if n, err := h.CloseReports(t.Context()); err != nil || n != 1 {
			t.Errorf("closed %d, %v", n, err)
		}
		if r := status(directory.ReportClosed); r.Answer.Is != directory.AnsweredRight || r.Answer.Reply != "" {
			t.Errorf("closed %+v", r)
		}
		if n := count(t, h.db, `SELECT count(*) FROM service_report WHERE words <> '' OR reply <> ''`); n != 0 {
			t.Error("words are kept after closing")
		}
		if n, err := h.CloseReports(t.Context()); err != nil || n != 0 {
			t.Errorf("closed %d again, %v", n, err)
		}
	})
}

// TestReportOfWhatIsNotShown gets the answer of what is not there.
func TestReportOfWhatIsNotShown(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h house) {
		hidden, err := h.Save(t.Context(), admin, practice(), 0)
		wants(t, err, done)
		_, err = h.Hide(t.Context(), admin, hidden.ID)
		wants(t, err, done)
		draft := practice()
		draft.State = directory.Draft
		draft, err = h.Save(t.Context(), admin, draft, 0)
		wants(t, err, done)
		answers := map[string]bool{}
		for _, id := range []directory.ServiceID{hidden.ID, draft.ID, "018f3b5e-0000-7000-8000-000000000000", "no id", ""} {
			_, err := h.Report(t.Context(), visitor, directory.Wrong{Service: id, Kind: "gone"})
			wants(t, err, fault.NotFound)
			answers[fault.Safe(err).Text.NL+fault.Safe(err).Text.EN] = true
		}
		if len(answers) != 1 {
			t.Errorf("they can be told apart: %v", answers)
		}
		_, err = h.ReportOf(t.Context(), "018f3b5e-0000-7000-8000-000000000000")
		wants(t, err, fault.NotFound)
	})
}

func TestWhatAReportMayHold(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h house) {
		s, err := h.Save(t.Context(), admin, practice(), 0)
		wants(t, err, done)
		for name, c := range map[string]struct {
			change func(*directory.Wrong)
			field  string
		}{
			"no kind":        {func(w *directory.Wrong) { w.Kind = "" }, "kind"},
			"unknown kind":   {func(w *directory.Wrong) { w.Kind = "haar" }, "kind"},
			"other, no word": {func(w *directory.Wrong) { w.Kind, w.Words = "other", " \n" }, "words"},
			"too long":       {func(w *directory.Wrong) { w.Words = strings.Repeat("é", 501) }, "words"},
			"a BSN":          {func(w *directory.Wrong) { w.Words = "ik ben 123456782, help" }, "words"},
			"a BSN in parts": {func(w *directory.Wrong) { w.Words = "1234 56 782" }, "words"},
			"no text":        {func(w *directory.Wrong) { w.Words = "a\x00" }, "words"},
			"no address":     {func(w *directory.Wrong) { w.Email = "ergens" }, "email"},
		} {
			w := hoursOf(s)
			c.change(&w)
			_, err := h.Report(t.Context(), visitor, w)
			if f := fault.Safe(err).Fields; fault.KindOf(err) != fault.Invalid || len(f) != 1 || f[0].Name != c.field {
				t.Errorf("%s: %v", name, err)
			}
		}
		long := hoursOf(s)
		long.Words = strings.Repeat("é", 500)
		_, err = h.Report(t.Context(), visitor, long)
		wants(t, err, done)
	})
}

// TestTheSameIsReportedOnce, also by many at once; after the answer it can be said again.
func TestTheSameIsReportedOnce(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h house) {
		s, err := h.Save(t.Context(), admin, practice(), 0)
		wants(t, err, done)
		var group sync.WaitGroup
		results := make([]error, 8)
		for i := range results {
			group.Go(func() {
				w := hoursOf(s)
				if i%2 == 0 {
					w.Words = "  op VRIJDAGMIDDAG zijn zij dicht"
				}
				_, results[i] = h.Report(context.Background(), visitor, w)
			})
		}
		group.Wait()
		accepted := 0
		for _, err := range results {
			if err == nil {
				accepted++
			} else {
				wants(t, err, fault.Conflict)
			}
		}
		waiting, err := h.Reports(t.Context(), admin)
		wants(t, err, done)
		if accepted != 1 || len(waiting) != 1 {
			t.Fatalf("%d were accepted, %d wait", accepted, len(waiting))
		}
		wants(t, h.AnswerReport(t.Context(), admin, waiting[0].ID, directory.Answer{Is: directory.AnsweredNotOurs}), done)
		_, err = h.Report(t.Context(), visitor, hoursOf(s))
		wants(t, err, done)
	})
}

// TestAChangeAnswersWhatItIsTiedTo, once, and only about its own service.
func TestAChangeAnswersWhatItIsTiedTo(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h house) {
		s, err := h.Save(t.Context(), admin, practice(), 0)
		wants(t, err, done)
		other, err := h.Save(t.Context(), admin, practice(), 0)
		wants(t, err, done)
		receipt, err := h.Report(t.Context(), visitor, hoursOf(s))
		wants(t, err, done)
		waiting, err := h.Reports(t.Context(), admin)
		wants(t, err, done)
		other.Hours = "Mo-Th 08:00-17:00"
		_, err = h.Save(t.Context(), admin, other, 1, directory.Answering(waiting[0].ID))
		wants(t, err, fault.NotFound)
		s.Hours = "Mo-Th 08:00-17:00"
		_, err = h.Save(t.Context(), admin, s, 1, directory.Answering(waiting[0].ID))
		wants(t, err, done)
		if r, err := h.ReportOf(t.Context(), receipt.Token); err != nil || r.Answer.Is != directory.AnsweredChanged {
			t.Errorf("%+v, %v", r, err)
		}
		s.Hours = "Mo-We 08:00-17:00"
		_, err = h.Save(t.Context(), admin, s, 2, directory.Answering(waiting[0].ID))
		wants(t, err, fault.Conflict)
		if n := count(t, h.db, `SELECT count(*) FROM service_version`); n != 3 {
			t.Errorf("%d versions, want 3: a change that failed left one", n)
		}
	})
}

func TestWhoSeesAndAnswersReports(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h house) {
		exec(t, h.db, `INSERT INTO region (id, slug, made_at) VALUES ('r1', 'r1', 0), ('r2', 'r2', 0)`)
		exec(t, h.db, `INSERT INTO region_area (region, area, from_at) VALUES ('r1', 'GM0363', 0), ('r2', 'GM0001', 0)`)
		s, err := h.Save(t.Context(), admin, practice(), 0)
		wants(t, err, done)
		_, err = h.Report(t.Context(), visitor, hoursOf(s))
		wants(t, err, done)
		waiting, err := h.Reports(t.Context(), admin)
		wants(t, err, done)
		id := waiting[0].ID
		staff := func(region string) access.Actor {
			return access.Actor{Person: "s", Role: access.RESVStaff, Region: region, Assurance: access.Substantial}
		}
		for _, a := range []access.Actor{rival, visitor, staff("r1")} {
			wants(t, h.TakeReport(t.Context(), a, id), fault.Denied)
			wants(t, h.AnswerReport(t.Context(), a, id, directory.Answer{Is: directory.AnsweredRight}), fault.Denied)
			list, err := h.Reports(t.Context(), a)
			if a.Organization == string(theirs) {
				wants(t, err, done)
			} else {
				wants(t, err, fault.Denied)
			}
			if len(list) != 0 {
				t.Errorf("%s of %q sees it", a.Role, a.Organization)
			}
		}
		late := func(a access.Actor, want int, kind fault.Kind) {
			t.Helper()
			list, err := h.LateReports(t.Context(), a)
			wants(t, err, kind)
			if len(list) != want {
				t.Errorf("%s of %q sees %d late ones, want %d", a.Role, a.Region, len(list), want)
			}
		}
		late(staff("r1"), 0, done)
		h.clock.advance(14*24*time.Hour + time.Second)
		late(staff("r1"), 1, done)
		late(staff("r2"), 0, done)
		late(staff(""), 0, fault.Denied)
		late(admin, 0, fault.Denied)
		late(access.Actor{Person: "b", Role: access.RESVBoard, Region: "r1", Assurance: access.Substantial}, 0, fault.Denied)
		wants(t, h.TakeReport(t.Context(), admin, id), done)
		late(staff("r1"), 1, done)
		wants(t, h.AnswerReport(t.Context(), admin, id, directory.Answer{Is: directory.AnsweredRight}), done)
		late(staff("r1"), 0, done)
		wants(t, h.TakeReport(t.Context(), admin, "nothing"), fault.NotFound)
	})
}

// TestSweepWritesToTheOwner, within the act: mail that cannot be queued undoes the question.
func TestSweepWritesToTheOwner(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h house) {
		exec(t, h.db, `UPDATE organization SET email = 'balie@debrug.example' WHERE id = $1`, ours)
		exec(t, h.db, `INSERT INTO region (id, slug, made_at) VALUES ('r1', 'r1', 0)`)
		exec(t, h.db, `INSERT INTO region_area (region, area, from_at) VALUES ('r1', 'WK036304', 0)`)
		s, err := h.Save(t.Context(), admin, practice(), 0)
		wants(t, err, done)
		h.clock.advance(183 * 24 * time.Hour)
		mail := &post{fail: errors.New("no room")}
		h.SetPost(mail)
		if _, err := h.Sweep(t.Context()); err == nil {
			t.Fatal("mail that failed is passed over")
		}
		if n := count(t, h.db, `SELECT count(*) FROM service_check`); n != 0 {
			t.Error("the question stands, and nobody was written to")
		}
		mail.asked, mail.fail = nil, nil
		if n, err := h.Sweep(t.Context()); err != nil || n != 1 {
			t.Fatalf("asked %d, %v", n, err)
		}
		want := directory.Asked{Organization: ours, Name: "Praktijk De Brug", Email: "balie@debrug.example",
			Services: []directory.AskedService{{ID: s.ID, Name: s.Name, Region: "r1"}}}
		if len(mail.asked) != 1 || text(t, mail.asked[0]) != text(t, want) {
			t.Errorf("asked %+v", mail.asked)
		}
	})
}

// TestConfirmByLink: who holds one may confirm that one service, and nothing else.
func TestConfirmByLink(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h house) {
		s, err := h.Save(t.Context(), admin, practice(), 0)
		wants(t, err, done)
		other, err := h.Save(t.Context(), admin, practice(), 0)
		wants(t, err, done)
		holder := access.Actor{Person: "link:1", Role: access.Holder, Via: access.ByLink, Assurance: access.Low, Scopes: "directory.Confirm", Only: string(s.ID), Organization: string(ours)}
		_, err = h.Confirm(t.Context(), holder, other.ID)
		wants(t, err, fault.Denied)
		_, err = h.Hide(t.Context(), holder, s.ID)
		wants(t, err, fault.Denied)
		_, err = h.Save(t.Context(), holder, s, 1)
		wants(t, err, fault.Denied)
		spent := fault.New(fault.Conflict, "Op.", "spent")
		_, err = h.Confirm(t.Context(), holder, s.ID, func(context.Context, *act.Tx) error { return spent })
		wants(t, err, fault.Conflict)
		c, err := h.Confirm(t.Context(), holder, s.ID, func(context.Context, *act.Tx) error { return nil })
		wants(t, err, done)
		if c.Version != 2 {
			t.Errorf("version %d", c.Version)
		}
	})
}
