package app

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"eerstelijn/internal/act"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity/link"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/mail"
	"eerstelijn/internal/web/report"
	"eerstelijn/internal/web/ui"
)

// post writes to people for the directory: it joins one-time links and mail.
type post struct {
	links  *link.Links
	outbox *mail.Outbox
	ring   *keys.Ring
	public string // the address of the site
}

// forMailboxes separates the fingerprints of addresses from all others.
const forMailboxes keys.Purpose = "mailboxes"

const (
	askFor   = 30 * 24 * time.Hour // how long a link to confirm works
	askLinks = 10                  // entries in one mail
)

// AskTx implements directory.Post: a link for each entry, some in one mail. An organisation without
// an address that works is not written to; what waits stands on its own page as well.
func (p post) AskTx(ctx context.Context, tx *act.Tx, q directory.Asked) error {
	if q.Email == "" || p.public == "" {
		return nil
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	until := now.Add(askFor)
	for some := range slices.Chunk(q.Services, askLinks) {
		var text strings.Builder
		fmt.Fprintf(&text, "Beste collega van %s,\n\nDeze gegevens op de sociale kaart zijn lang niet nagekeken. Kloppen ze nog?\n"+
			"Open de link en kijk. Klopt het? Kies dan 'Ja, dit klopt nog'. U hoeft niet in te loggen.\n", q.Name)
		for _, s := range some {
			token, err := p.links.MakeTx(ctx, tx, link.Link{Act: "directory.Confirm", SubjectType: "service", SubjectID: string(s.ID),
				Organization: string(q.Organization), Region: s.Region, Until: until})
			if err != nil {
				return err
			}
			fmt.Fprintf(&text, "\n%s\n\n%s\n", s.Name, p.public+link.Path(token))
		}
		if queued, err := p.linksTx(ctx, tx, q.Email, "Klopt uw aanbod op de sociale kaart nog?", &text, until); err != nil || !queued {
			return err
		}
	}
	return nil
}

// linksTx ends a mail with links, which work until a moment, and puts it in the outbox. An address that
// does not work is no failure of whoever asks: one such must not keep others from being asked.
func (p post) linksTx(ctx context.Context, tx *act.Tx, to, subject string, text *strings.Builder, until time.Time) (queued bool, err error) {
	fmt.Fprintf(text, "\nElke link werkt één keer, tot en met %s.\nNiemand vraagt u hier om een wachtwoord.\n", ui.Date(until.Add(-time.Second)))
	err = p.outbox.QueueTx(ctx, tx.Tx, mail.Message{To: to, Subject: subject, Text: text.String(), Until: until})
	if fault.KindOf(err) == fault.Invalid && err != nil {
		return false, nil
	}
	return err == nil, err
}

// Mailbox implements directory.Post.
func (p post) Mailbox(address string) (string, error) {
	return p.ring.Fingerprint(forMailboxes, address)
}

// ReceiptTx implements directory.Post.
func (p post) ReceiptTx(ctx context.Context, tx *act.Tx, to string, r directory.Report, token string) error {
	if p.public == "" {
		return nil
	}
	text := fmt.Sprintf("Dank u wel voor uw melding.\n\nOver: %s\nWat klopt er niet: %s\n\nDe organisatie antwoordt vóór %s. Hier ziet u hoe het ermee staat:\n\n%s\n\n"+
		"Wij bewaren uw e-mailadres niet.\n", r.ServiceName, r.KindName, ui.Date(r.DueAt), p.public+report.Path(token))
	return p.outbox.QueueTx(ctx, tx.Tx, mail.Message{To: to, Subject: "Uw melding", Text: text})
}
