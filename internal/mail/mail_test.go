package mail_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/jobs"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/mail"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

const (
	address = "anna.marker@voorbeeld.example"
	words   = "Er staat een bericht voor u klaar. MARKERTEXT"
)

type house struct {
	db     *store.DB
	ring   *keys.Ring
	now    *atomic.Int64
	log    *bytes.Buffer
	logger *slog.Logger
	outbox *mail.Outbox
	runner *jobs.Runner
}

// in runs a test on each database, with an outbox on a sender.
func in(t *testing.T, sender mail.Sender, fn func(t *testing.T, h *house)) {
	for name, open := range map[string]func(testing.TB, func() time.Time) *store.DB{
		"sqlite":   func(t testing.TB, now func() time.Time) *store.DB { return storetest.SQLite(t, now) },
		"postgres": func(t testing.TB, now func() time.Time) *store.DB { return storetest.Postgres(t, now) },
	} {
		t.Run(name, func(t *testing.T) {
			h := &house{now: new(atomic.Int64), log: &bytes.Buffer{}}
			h.now.Store(time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC).UnixNano())
			h.db = open(t, func() time.Time { return time.Unix(0, h.now.Load()).UTC() })
			file, err := keys.CreateFile(filepath.Join(t.TempDir(), "keys"), time.Now())
			if err != nil {
				t.Fatal(err)
			}
			h.ring = keys.New(file)
			h.logger = slog.New(slog.NewTextHandler(h.log, nil))
			h.use(sender)
			fn(t, h)
		})
	}
}

// use starts the program anew with another configuration.
func (h *house) use(sender mail.Sender) {
	h.outbox = mail.New(h.db, h.ring, sender, h.logger)
	h.runner = jobs.NewRunner(h.db, h.logger)
	h.runner.Handle(mail.Job, h.outbox.Run)
}

func (h *house) queue(t *testing.T, m mail.Message) {
	t.Helper()
	if err := h.db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error { return h.outbox.QueueTx(ctx, tx, m) }); err != nil {
		t.Fatal(err)
	}
}

func (h *house) run(t *testing.T) {
	t.Helper()
	for {
		did, err := h.runner.Step(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if !did {
			return
		}
	}
}

func (h *house) waiting(t *testing.T) mail.Status {
	t.Helper()
	s, err := h.outbox.Status(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (h *house) pass(d time.Duration) { h.now.Add(int64(d)) }

func note() mail.Message {
	return mail.Message{To: address, Subject: "Er staat een bericht klaar", Text: words}
}

func smtp(t *testing.T, s mail.Server) *mail.SMTP {
	t.Helper()
	s.From = "post@eerstelijn.example"
	out, err := mail.NewSMTP(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestMessageIsSentUnderTLSOnce(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, scheme     string
		implicit, starts bool
	}{{"implicit", "smtps", true, false}, {"STARTTLS", "smtp", false, true}} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			office := openPostOffice(t, c.implicit, c.starts)
			in(t, smtp(t, mail.Server{Address: c.scheme + "://post@" + office.address(), Password: "geheim", Roots: office.roots}), func(t *testing.T, h *house) {
				before := len(office.letters())
				h.queue(t, note())
				h.run(t)
				h.pass(time.Hour)
				h.run(t)
				got := office.letters()[before:]
				if len(got) != 1 || !got[0].sealed || !got[0].signed || !strings.Contains(got[0].to, address) ||
					!strings.Contains(got[0].body, "MARKERTEXT") || !strings.Contains(got[0].body, "Message-ID: <") || !strings.Contains(got[0].body, "@eerstelijn.example>") {
					t.Fatalf("%+v %s", got, h.log)
				}
				if s := h.waiting(t); s.Waiting != 0 || !s.Served || s.Problem != "" {
					t.Errorf("%+v", s)
				}
			})
		})
	}
}

// What is sent twice, because a node died in between, is the same message to the server that has it.
func TestSecondTryCarriesTheSameNumber(t *testing.T) {
	t.Parallel()
	office := openPostOffice(t, true, false)
	out := smtp(t, mail.Server{Address: "smtps://" + office.address(), Roots: office.roots})
	for range 2 {
		if err := out.Send(t.Context(), "0193-number", note()); err != nil {
			t.Fatal(err)
		}
	}
	got := office.letters()
	number := func(l letter) string {
		_, rest, _ := strings.Cut(l.body, "Message-ID: ")
		line, _, _ := strings.Cut(rest, "\r\n")
		return line
	}
	if len(got) != 2 || number(got[0]) != "<0193-number@eerstelijn.example>" || number(got[0]) != number(got[1]) {
		t.Errorf("%+v", got)
	}
}

// A server elsewhere that offers no TLS, or a certificate that nobody vouches for, gets nothing.
func TestNothingLeavesWithoutTLS(t *testing.T) {
	t.Parallel()
	open, strange := openPostOffice(t, false, false), openPostOffice(t, true, false)
	if err := smtp(t, mail.Server{Address: "smtps://" + strange.address()}).Send(t.Context(), "1", note()); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("a strange certificate: %v", err)
	}
	if err := smtp(t, mail.Server{Address: "smtps://" + open.address(), Roots: open.roots}).Send(t.Context(), "1", note()); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("no TLS: %v", err)
	}
	if len(open.letters())+len(strange.letters()) != 0 {
		t.Error("something was sent")
	}
}

func TestServerThatIsNamedWrongly(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]mail.Server{
		"no address":   {From: "a@b.example"},
		"web address":  {Address: "https://mail.example", From: "a@b.example"},
		"password":     {Address: "smtps://a:geheim@mail.example", From: "a@b.example"},
		"port":         {Address: "smtps://mail.example:99999", From: "a@b.example"},
		"no such file": {Address: "smtps://a@mail.example", From: "a@b.example", PasswordFile: "/does/not/exist"},
		"no sender":    {Address: "smtps://mail.example"},
		"named sender": {Address: "smtps://mail.example", From: "Post <a@b.example>"},
	} {
		_, err := mail.NewSMTP(s)
		if fault.KindOf(err) != fault.Invalid || strings.Contains(err.Error(), "geheim") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWithoutAServerMessagesWait(t *testing.T) {
	t.Parallel()
	office := openPostOffice(t, true, false)
	in(t, nil, func(t *testing.T, h *house) {
		before := len(office.letters())
		h.queue(t, note())
		for range 30 {
			h.run(t)
			h.pass(time.Hour)
		}
		if s := h.waiting(t); s.Served || s.Waiting != 1 || s.Oldest.IsZero() {
			t.Fatalf("%+v", s)
		}
		all, err := h.outbox.QueuedForDemo(t.Context())
		if err != nil || len(all) != 1 || all[0].To != address || all[0].Text != words {
			t.Errorf("%+v, %v", all, err)
		}
		h.use(smtp(t, mail.Server{Address: "smtps://" + office.address(), Roots: office.roots}))
		h.run(t)
		if got := office.letters()[before:]; len(got) != 1 || h.waiting(t).Waiting != 0 {
			t.Errorf("%d sent once there is a server", len(got))
		}
	})
}

// Neither the rows nor the logs tell to whom or what, whatever the server answers.
func TestNothingOfAMessageIsReadElsewhere(t *testing.T) {
	t.Parallel()
	office := openPostOffice(t, true, false)
	office.say("550 no such user: %")
	in(t, smtp(t, mail.Server{Address: "smtps://" + office.address(), Roots: office.roots}), func(t *testing.T, h *house) {
		h.queue(t, note())
		h.run(t)
		var row string
		if err := h.db.Read(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			return tx.QueryRow(ctx, `SELECT key || payload || problem FROM job`).Scan(&row)
		}); err != nil {
			t.Fatal(err)
		}
		s := h.waiting(t)
		for _, marker := range []string{"anna", "voorbeeld", "MARKERTEXT", "bericht"} {
			if strings.Contains(row+s.Problem+h.log.String(), marker) {
				t.Errorf("%q is read in the row, the status or the log: %s %s", marker, s.Problem, h.log)
			}
		}
		if !strings.Contains(s.Problem, "550") || !strings.Contains(h.log.String(), "550") {
			t.Errorf("the reason is not told: %q", s.Problem)
		}
	})
}

// failing refuses so many times, and then takes.
type failing struct{ refuse, tries, took int }

func (f *failing) Send(context.Context, mail.ID, mail.Message) error {
	if f.tries++; f.tries <= f.refuse {
		return errors.New("not now")
	}
	f.took++
	return nil
}

func TestMessageIsTriedAgainUntilItsEndAndThenDropped(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name         string
		refuse, took int
	}{{"passing", 15, 1}, {"for good", 1 << 20, 0}} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			in(t, nil, func(t *testing.T, h *house) {
				f := &failing{refuse: c.refuse}
				h.use(f)
				h.queue(t, note())
				h.run(t)
				h.run(t)
				if f.tries != 1 {
					t.Errorf("%d tries at once", f.tries)
				}
				for range 9 * 24 {
					h.pass(time.Hour)
					h.run(t)
				}
				if f.took != c.took || f.tries < min(c.refuse, 30) || f.tries > 200 {
					t.Errorf("taken %d times in %d tries", f.took, f.tries)
				}
				if s := h.waiting(t); s.Waiting != 0 {
					t.Errorf("%d kept after its end", s.Waiting)
				}
			})
		})
	}
}

func TestMessageThatIsNoMessageIsRefused(t *testing.T) {
	t.Parallel()
	in(t, nil, func(t *testing.T, h *house) {
		for field, spoil := range map[string]func(*mail.Message){
			"to":      func(m *mail.Message) { m.To = "a@b.example\r\nBcc: c@d.example" },
			"subject": func(m *mail.Message) { m.Subject = "x\r\nBcc: c@d.example" },
			"text":    func(m *mail.Message) { m.Text = "" },
		} {
			m := note()
			spoil(&m)
			err := h.db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error { return h.outbox.QueueTx(ctx, tx, m) })
			if safe := fault.Safe(err); safe.Kind != fault.Invalid || safe.Fields[0].Name != field || strings.Contains(err.Error(), "d.example") {
				t.Errorf("%s: %v", field, err)
			}
		}
		m := note()
		m.To = "Anna <" + address + ">" // the field holds an address, not a name
		if err := h.db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error { return h.outbox.QueueTx(ctx, tx, m) }); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a name with an address: %v", err)
		}
	})
}
