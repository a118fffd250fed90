package directory_test

import (
	"context"
	"testing"
	"time"

	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// TestReportsAreBounded: nobody fills a mailbox of somebody else, or buries an owner.
func TestReportsAreBounded(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h house) {
		mail := &post{}
		h.SetPost(mail)
		s, err := h.Save(t.Context(), admin, practice(), 0)
		wants(t, err, done)
		other, err := h.Save(t.Context(), admin, practice(), 0)
		wants(t, err, done)
		report := func(s directory.Service, words, to string) error {
			_, err := h.Report(t.Context(), visitor, directory.Wrong{Service: s.ID, Kind: "other", Words: words, Email: to})
			return err
		}
		for i, to := range []string{"jan@mensen.example", "JAN@mensen.example", "jan+1@mensen.example", "jan@mensen.example", "Jan+2@Mensen.example", "eva@mensen.example"} {
			wants(t, report(s, "Melding "+string(rune('a'+i)), to), done)
		}
		if len(mail.receipts) != 4 {
			t.Errorf("%d receipts left: %v", len(mail.receipts), mail.receipts)
		}
		if n := count(t, h.db, `SELECT count(*) FROM report_mail WHERE mailbox LIKE 'print of %'`); n != 2 {
			t.Errorf("%d mailboxes are counted", n)
		}
		h.clock.advance(24 * time.Hour)
		wants(t, report(s, "De dag erna", "jan@mensen.example"), done)
		if n := count(t, h.db, `SELECT count(*) FROM report_mail`); n != 1 || len(mail.receipts) != 5 {
			t.Errorf("the day after: %d receipts, %d mailboxes", len(mail.receipts), n)
		}
		for i := 7; i < 20; i++ {
			wants(t, report(s, "Melding "+string(rune('a'+i)), ""), done)
		}
		wants(t, report(s, "Nog een", ""), fault.Limited)
		wants(t, report(other, "Elders wel", ""), done)
	})
}

// TestOffers: what is shown and stands in the region, by whichever of its codes the region has.
func TestOffers(t *testing.T) {
	t.Parallel()
	run(t, func(t *testing.T, h house) {
		for region, area := range map[string]string{"r1": "WK036304", "r2": "GM0599"} {
			exec(t, h.db, `INSERT INTO region (id, slug, made_at) VALUES ($1, $2, 0)`, region, region)
			exec(t, h.db, `INSERT INTO region_area (region, area, from_at) VALUES ($1, $2, 0)`, region, area)
		}
		offers := func(region network.RegionID, want bool) {
			t.Helper()
			err := h.db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				got, err := h.OffersTx(ctx, tx, ours, region)
				if got != want {
					t.Errorf("%s: %v", region, got)
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		}
		offers("r1", false)
		draft := practice()
		draft.State = directory.Draft
		_, err := h.Save(t.Context(), admin, draft, 0)
		wants(t, err, done)
		offers("r1", false)
		shown, err := h.Save(t.Context(), admin, practice(), 0)
		wants(t, err, done)
		offers("r1", true)
		offers("r2", false)
		shown.Locations[0].Area = "BU05990101"
		_, err = h.Save(t.Context(), admin, shown, shown.Version)
		wants(t, err, done)
		offers("r1", false)
		offers("r2", true)
		_, err = h.Hide(t.Context(), admin, shown.ID)
		wants(t, err, done)
		offers("r2", false)
	})
}
