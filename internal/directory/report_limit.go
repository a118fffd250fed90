package directory

import (
	"context"
	"strings"
	"time"

	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
)

// Anybody may report, with any address: these bound what that does to an owner and to a mailbox.
const (
	mostOpen     = 20 // reports of one service that wait
	mostReceipts = 3  // to one address on one day
)

// room refuses a report about a service of which more wait than its owner can use.
func room(ctx context.Context, tx *act.Tx, service ServiceID) error {
	var open int
	err := tx.QueryRow(ctx, `SELECT count(*) FROM service_report WHERE service = $1 AND state IN ('open', 'taken')`, service).Scan(&open)
	if err != nil || open < mostOpen {
		return err
	}
	return fault.New(fault.Limited, "Hierover zijn al veel meldingen gedaan. De organisatie kijkt ernaar. Dank u.", "many reports of this service wait for an answer already")
}

// mailReceipt mails a receipt when an address was given. An address that had enough for today gets none:
// the report counts all the same, and its receipt stands on the page.
func (r *Register) mailReceipt(ctx context.Context, tx *act.Tx, to string, told Report, token string) error {
	if to == "" || r.post == nil {
		return nil
	}
	mailbox, err := r.post.Mailbox(mailboxOf(to))
	if err != nil {
		return err
	}
	day := clock.Micros(told.MadeAt.UTC().Truncate(24 * time.Hour))
	if _, err := tx.Exec(ctx, `DELETE FROM report_mail WHERE on_day < $1`, day); err != nil {
		return err
	}
	// One statement counts: of two at once, the second waits for the first.
	var sent int
	err = tx.QueryRow(ctx, `INSERT INTO report_mail (mailbox, on_day, sent) VALUES ($1, $2, 1)
		ON CONFLICT (mailbox, on_day) DO UPDATE SET sent = report_mail.sent + 1 RETURNING sent`, mailbox, day).Scan(&sent)
	if err != nil || sent > mostReceipts {
		return err
	}
	return r.post.ReceiptTx(ctx, tx, to, told, token)
}

// mailboxOf writes an address in one way: what stands after a plus leads to the same mailbox.
func mailboxOf(address string) string {
	name, host, _ := strings.Cut(strings.ToLower(address), "@")
	name, _, _ = strings.Cut(name, "+")
	return name + "@" + host
}
